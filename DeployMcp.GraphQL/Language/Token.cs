using System.Runtime.InteropServices;

namespace DeployMcp.GraphQL.Language;

internal enum TokenKind
{
    EndOfFile,
    Punctuator,
    Name,
    Int,
    Float,
    String,
    BlockString,
}

/// <param name="Text">A name, a number as written, a string's value, or the punctuator.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Token(TokenKind Kind, string Text, SourceLocation Location)
{
    public bool Is(string punctuator) => Kind == TokenKind.Punctuator && Text == punctuator;

    public bool IsName(string name) => Kind == TokenKind.Name && Text == name;

    public override string ToString() => Kind switch
    {
        TokenKind.EndOfFile => "the end of the document",
        TokenKind.String or TokenKind.BlockString => "a string",
        _ => $"\"{(Text.Length > 40 ? string.Concat(Text.AsSpan(0, 40), "…") : Text)}\"",
    };
}
