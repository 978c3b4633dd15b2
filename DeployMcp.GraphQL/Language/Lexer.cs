using System.Globalization;
using System.Text;

namespace DeployMcp.GraphQL.Language;

/// <summary>Cuts a document into tokens (section 2.1 "Source Text" and appendix "Grammar Summary").</summary>
internal sealed class Lexer(string text)
{
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public SourceLocation Location => new(_line, _at - _lineStart + 1);

    /// <exception cref="GraphQLRequestException">There is no token here.</exception>
    public Token Next()
    {
        SkipIgnored();
        var location = Location;
        if (_at >= text.Length)
        {
            return new Token(TokenKind.EndOfFile, "", location);
        }

        var c = text[_at];
        return c switch
        {
            '!' or '$' or '&' or '(' or ')' or ':' or '=' or '@' or '[' or ']' or '{' or '|' or '}' => Punctuator(c, location),
            '.' => Spread(location),
            '"' => StartsWith("\"\"\"") ? BlockString(location) : String(location),
            '-' or (>= '0' and <= '9') => Number(location),
            _ when IsNameStart(c) => Name(location),
            _ => throw Unexpected(c),
        };
    }

    private void SkipIgnored()
    {
        while (_at < text.Length)
        {
            switch (text[_at])
            {
                case '\t' or ' ' or ',' or '\uFEFF':
                    _at++;
                    break;
                case '\n' or '\r':
                    SkipLineEnd();
                    break;
                case '#':
                    while (_at < text.Length && text[_at] is not ('\n' or '\r'))
                        _at++;
                    break;
                default:
                    return;
            }
        }
    }

    private void SkipLineEnd()
    {
        _at += StartsWith("\r\n") ? 2 : 1;
        _line++;
        _lineStart = _at;
    }

    private Token Punctuator(char c, SourceLocation location)
    {
        _at++;
        return new Token(TokenKind.Punctuator, c.ToString(), location);
    }

    private Token Spread(SourceLocation location)
    {
        if (!StartsWith("..."))
        {
            throw Unexpected('.');
        }

        _at += 3;
        return new Token(TokenKind.Punctuator, "...", location);
    }

    private Token Name(SourceLocation location)
    {
        var start = _at;
        while (_at < text.Length && (IsNameStart(text[_at]) || char.IsAsciiDigit(text[_at])))
            _at++;
        return new Token(TokenKind.Name, text[start.._at], location);
    }

    private Token Number(SourceLocation location)
    {
        var start = _at;
        var kind = TokenKind.Int;
        Accept('-');
        if (Accept('0'))
        {
            if (_at < text.Length && char.IsAsciiDigit(text[_at]))
            {
                throw Error($"Invalid number, unexpected digit after 0: \"{text[_at]}\".");
            }
        }
        else
        {
            Digits();
        }

        if (Accept('.'))
        {
            kind = TokenKind.Float;
            Digits();
        }

        if (Accept('e') || Accept('E'))
        {
            kind = TokenKind.Float;
            _ = Accept('+') || Accept('-');
            Digits();
        }

        if (_at < text.Length && (text[_at] == '.' || IsNameStart(text[_at])))
        {
            throw Error($"Invalid number, expected digit but got: \"{text[_at]}\".");
        }

        return new Token(kind, text[start.._at], location);
    }

    private void Digits()
    {
        if (_at >= text.Length || !char.IsAsciiDigit(text[_at]))
        {
            throw Error($"Invalid number, expected digit but got: {(_at < text.Length ? $"\"{text[_at]}\"" : "the end of the document")}.");
        }

        while (_at < text.Length && char.IsAsciiDigit(text[_at]))
            _at++;
    }

    private Token String(SourceLocation location)
    {
        var value = new StringBuilder();
        _at++;
        while (true)
        {
            if (_at >= text.Length || text[_at] is '\n' or '\r')
            {
                throw Error("Unterminated string.");
            }

            var c = text[_at];
            if (c == '"')
            {
                _at++;
                return new Token(TokenKind.String, value.ToString(), location);
            }

            if (c == '\\')
            {
                AppendEscape(value);
            }
            else
            {
                AppendCharacter(value);
            }
        }
    }

    private void AppendEscape(StringBuilder value)
    {
        var escape = _at + 1 < text.Length ? text[_at + 1] : '\0';
        if (escape == 'u')
        {
            AppendUnicode(value);
            return;
        }

        const string Escapes = "\"\\/bfnrt";
        const string Meanings = "\"\\/\b\f\n\r\t";
        var index = escape == '\0' ? -1 : Escapes.IndexOf(escape, StringComparison.Ordinal);
        if (index < 0)
        {
            throw Error($"Invalid character escape sequence: \"\\{(escape == '\0' ? "" : escape)}\".");
        }

        value.Append(Meanings[index]);
        _at += 2;
    }

    /// <summary><c>\u{…}</c> or four digits; two surrogates of four digits each are one character (section 2.9.4).</summary>
    private void AppendUnicode(StringBuilder value)
    {
        var start = _at;
        var code = ReadCode();
        if (char.IsHighSurrogate((char)Math.Min(code, 0xFFFF)) && StartsWith("\\u"))
        {
            var low = ReadCode();
            code = low is >= 0xDC00 and <= 0xDFFF ? char.ConvertToUtf32((char)code, (char)low) : -1;
        }

        if (!Rune.IsValid(code))
        {
            _at = start;
            throw Error("Invalid Unicode escape sequence.");
        }

        value.Append(new Rune(code).ToString());
    }

    /// <summary>The number of the escape here, or -1; goes behind it.</summary>
    private int ReadCode()
    {
        var braced = _at + 2 < text.Length && text[_at + 2] == '{';
        var from = _at + (braced ? 3 : 2);
        var to = braced ? text.IndexOf('}', from) : Math.Min(from + 4, text.Length);
        _at = Math.Min(text.Length, Math.Max(from, to) + (braced ? 1 : 0));
        return to - from is >= 1 and <= 8 && (braced || to - from == 4)
            && int.TryParse(text.AsSpan(from, to - from), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? code
            : -1;
    }

    private Token BlockString(SourceLocation location)
    {
        var raw = new StringBuilder();
        _at += 3;
        while (!StartsWith("\"\"\""))
        {
            if (_at >= text.Length)
            {
                throw Error("Unterminated string.");
            }

            if (StartsWith("\\\"\"\""))
            {
                raw.Append("\"\"\"");
                _at += 4;
            }
            else if (text[_at] is '\n' or '\r')
            {
                raw.Append('\n');
                SkipLineEnd();
            }
            else
            {
                AppendCharacter(raw);
            }
        }

        _at += 3;
        return new Token(TokenKind.BlockString, Language.BlockString.Dedent(raw.ToString()), location);
    }

    /// <summary>A Unicode scalar value: half of a surrogate pair is none.</summary>
    private void AppendCharacter(StringBuilder value)
    {
        var isPair = char.IsHighSurrogate(text[_at]) && _at + 1 < text.Length && char.IsLowSurrogate(text[_at + 1]);
        if (char.IsSurrogate(text[_at]) && !isPair)
        {
            throw Error("Invalid character within a string: half of a surrogate pair.");
        }

        value.Append(text, _at, isPair ? 2 : 1);
        _at += isPair ? 2 : 1;
    }

    private bool Accept(char c)
    {
        if (_at >= text.Length || text[_at] != c)
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool StartsWith(string what) => string.CompareOrdinal(text, _at, what, 0, what.Length) == 0;

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private GraphQLRequestException Unexpected(char c) => Error($"Unexpected character: {(char.IsControl(c) || c > '~' ? $"U+{(int)c:X4}" : $"\"{c}\"")}.");

    private GraphQLRequestException Error(string message) => new($"Syntax Error: {message}", ErrorCodes.SyntaxError, Location);
}
