using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting;

/// <summary>
/// A default that is generated once and then kept in the AppHost's user secrets, so that a password outlives the run as
/// the volume does that it protects. An AppHost without UserSecretsId gets a new value in each run.
/// </summary>
internal sealed class UserSecretParameterDefault(IDistributedApplicationBuilder builder, string name, ParameterDefault inner) : ParameterDefault
{
    private static readonly Lock FileLock = new();
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public override string GetDefaultValue()
    {
        var id = builder.AppHostAssembly?.GetCustomAttribute<UserSecretsIdAttribute>()?.UserSecretsId;
        return id is null ? inner.GetDefaultValue() : ReadOrCreate(PathHelper.GetSecretsPathFromSecretsId(id));
    }

    public override void WriteToManifest(Publishing.ManifestPublishingContext context) => inner.WriteToManifest(context);

    private string ReadOrCreate(string path)
    {
        lock (FileLock)
        {
            var secrets = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))?.AsObject() ?? [] : [];
            var key = $"Parameters:{name}";
            if (secrets[key]?.GetValue<string>() is { } kept)
            {
                return kept;
            }

            var created = inner.GetDefaultValue();
            secrets[key] = created;
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Create,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                JsonSerializer.Serialize(file, secrets, Indented);
            }

            return created;
        }
    }
}
