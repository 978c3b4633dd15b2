using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace DeployMcp.AppHost.Settings;

/// <summary>
/// The embedded platform's secrets: made at the first start, kept in <c>secrets.json</c>, readable for its user only.
/// </summary>
/// <param name="ApiKey">The development user's key.</param>
/// <param name="EncryptionKey">32 bytes in base64, for everything encrypted at rest.</param>
/// <param name="DatabasesToken">For the administration of the libSQL server.</param>
internal sealed record Secrets(string PostgresPassword, string ApiKey, string GitServiceToken, string AgentToken, string EncryptionKey, string DatabasesToken)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <exception cref="StartupException">The file is there and can't be read.</exception>
    public static Secrets LoadOrCreate(DataDirectory data)
    {
        var path = data.FileNamed("secrets.json");
        if (!File.Exists(path))
        {
            WritePrivately(path, JsonSerializer.Serialize(New(), Json));
        }

        try
        {
            var secrets = JsonSerializer.Deserialize<Secrets>(File.ReadAllText(path), Json) ?? throw new JsonException("The file is empty.");
            return string.IsNullOrEmpty(secrets.DatabasesToken) ? Complete(path, secrets) : secrets;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"The secrets in {path} can't be read ({e.Message}). Restore the file from a backup, or move the whole data directory away to start anew.", e);
        }
    }

    /// <summary>Whole or not at all: a crash while writing leaves the old file.</summary>
    public static void WritePrivately(string path, string text)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var stream = new FileStream(draft, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <summary>The file is from before there were databases.</summary>
    private static Secrets Complete(string path, Secrets secrets)
    {
        var complete = secrets with { DatabasesToken = Token() };
        WritePrivately(path, JsonSerializer.Serialize(complete, Json));
        return complete;
    }

    private static Secrets New() => new(Token(), "dk_live_" + Token(), Token(), Token(), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), Token());

    private static string Token() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
