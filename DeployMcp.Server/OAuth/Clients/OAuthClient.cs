using DeployMcp.Data.OAuth;

namespace DeployMcp.Server.OAuth.Clients;

/// <summary>A program that asks to act for people.</summary>
/// <param name="Name">Its own word, cleaned; nobody has checked it.</param>
/// <param name="Host">Where its metadata document is, which it can't claim without owning it; null for one that registered itself.</param>
/// <param name="SecretHash">Null for a public client.</param>
public sealed record OAuthClient(
    string Id, string Name, string? Host, IReadOnlyList<string> RedirectUris, ClientAuthMethod AuthMethod, byte[]? SecretHash);

/// <summary>What a client says about itself, made fit to be shown to people.</summary>
public static class ClientName
{
    public const int MaxLength = 60;

    /// <summary>Without characters that can't be seen or turn the text around (Unicode categories C and Z but the plain space); null when nothing is left.</summary>
    public static string? Clean(string? asked)
    {
        var shown = new string([.. (asked ?? "").Take(1_000).Where(c => c == ' ' || !(char.IsControl(c) || char.IsSeparator(c) || IsInvisible(c)))]).Trim();
        return shown.Length == 0 ? null : shown[..Math.Min(shown.Length, MaxLength)].TrimEnd();
    }

    private static bool IsInvisible(char c)
        => char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.Surrogate
            or System.Globalization.UnicodeCategory.PrivateUse or System.Globalization.UnicodeCategory.OtherNotAssigned;
}
