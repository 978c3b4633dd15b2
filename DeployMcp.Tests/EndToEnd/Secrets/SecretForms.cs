using System.Text;

namespace DeployMcp.Tests.EndToEnd.Secrets;

/// <summary>A secret in each form in which a dump or a message would give it away: as it is, in hexadecimal, in base64.</summary>
public sealed class SecretForms(string name, string secret)
{
    private readonly byte[][] _forms =
    [
        Encoding.UTF8.GetBytes(secret),
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret))),
        .. Enumerable.Range(0, 3).Select(offset => Encoding.UTF8.GetBytes(Base64At(secret, offset))),
    ];

    public string Name => name;

    public bool IsIn(ReadOnlySpan<byte> bytes)
    {
        foreach (var form in _forms)
        {
            if (bytes.IndexOf(form) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    public bool IsIn(string text) => IsIn(Encoding.UTF8.GetBytes(text));

    /// <summary>The part that is the same whatever stands before and behind it in the encoded text.</summary>
    private static string Base64At(string secret, int offset)
    {
        var encoded = Convert.ToBase64String([.. new byte[offset], .. Encoding.UTF8.GetBytes(secret)]).TrimEnd('=');
        return encoded[(offset == 0 ? 0 : offset + 1)..^1];
    }
}
