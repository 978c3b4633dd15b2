using DeployMcp.Server.Calls;

namespace DeployMcp.Server.Web.Layout;

internal static class FieldErrors
{
    /// <summary>What the refusal says of this argument; null when it says nothing of it.</summary>
    public static string? Of(RefusalException? refusal, string argument)
        => refusal?.Errors.FirstOrDefault(e => e.Argument == argument) is { } error ? $"{Capital(VisibleText.Of(error.Problem))}. {error.Mend}" : null;

    private static string Capital(string text) => text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text[1..]}";
}
