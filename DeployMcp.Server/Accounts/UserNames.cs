using System.Security.Cryptography;
using DeployMcp.Domain.Identity;
using DeployMcp.Platform.Identity;

namespace DeployMcp.Server.Accounts;

/// <summary>Names for a new user, the nicest first.</summary>
public static class UserNames
{
    /// <summary>Leaves room for a suffix within a DNS label.</summary>
    private const int MaxLength = 39;

    private const int Attempts = 8;
    private const string SuffixCharacters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>Names that would look like the platform's own, or that the platform's own user has.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "admin", "administrator", "api", "deploy-mcp", "deploymcp", "dev", "git", "help", "mcp", "operator", "root", "security", "support", "system", "www",
    };

    /// <summary>From the login, else the address, else the name; then the same with random endings.</summary>
    public static IReadOnlyList<string> For(VerifiedPerson person)
    {
        var name = new[] { person.Login, person.Email?.Split('@')[0], person.DisplayName }.Select(Label).FirstOrDefault(n => n.Length > 0) ?? "user";
        var endings = Enumerable.Range(0, Attempts).Select(i => $"{name}-{RandomNumberGenerator.GetString(SuffixCharacters, i < Attempts / 2 ? 4 : 8)}");
        return Reserved.Contains(name) ? [.. endings] : [name, .. endings];
    }

    private static string Label(string? text)
    {
        var characters = (text ?? "").ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-');
        var words = new string([.. characters]).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var label = string.Join('-', words);
        label = label.Length > MaxLength ? label[..MaxLength].TrimEnd('-') : label;
        return DnsLabel.IsValid(label) ? label : "";
    }
}
