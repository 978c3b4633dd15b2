using System.Text.Json;

namespace DeployMcp.Tests.AppHost;

/// <summary>
/// The committed manifest against what the published schema (json.schemastore.org/aspire-8.0.json) says of the resource types that
/// it uses: their required and their allowed properties, in our own words.
/// </summary>
public class ManifestSchemaTests
{
    private static readonly Dictionary<string, (string[] Required, string[] Optional)> Types = new(StringComparer.Ordinal)
    {
        ["project.v0"] = (["type", "path"], ["containerFiles", "args", "env", "bindings"]),
        ["parameter.v0"] = (["type", "value", "inputs"], ["connectionString"]),
        ["value.v0"] = (["type", "connectionString"], []),
    };

    private static readonly string[] BindingOptional = ["external", "targetPort", "port"];

    [Fact]
    public void CommittedManifest_EveryResource_IsAsTheSchemaHasIt()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "aspire-manifest.json")));

        foreach (var resource in manifest.RootElement.GetProperty("resources").EnumerateObject())
        {
            var (required, optional) = Types[resource.Value.GetProperty("type").GetString()!];
            AssertProperties(resource.Value, required, optional);
            foreach (var property in resource.Value.EnumerateObject())
            {
                AssertProperty(property);
            }
        }
    }

    private static void AssertProperty(JsonProperty property)
    {
        switch (property.Name)
        {
            case "env":
                Assert.All(property.Value.EnumerateObject(), v => Assert.Equal(JsonValueKind.String, v.Value.ValueKind));
                break;
            case "args":
                Assert.All(property.Value.EnumerateArray(), v => Assert.Equal(JsonValueKind.String, v.ValueKind));
                break;
            case "bindings":
                Assert.All(property.Value.EnumerateObject(), b => AssertBinding(b.Value));
                break;
            case "inputs":
                Assert.All(property.Value.EnumerateObject(), i => AssertProperties(i.Value, ["type"], ["secret", "default"]));
                break;
            default:
                Assert.Equal(JsonValueKind.String, property.Value.ValueKind);
                break;
        }
    }

    private static void AssertBinding(JsonElement binding)
    {
        AssertProperties(binding, ["scheme", "protocol", "transport"], BindingOptional);
        Assert.True(binding.GetProperty("protocol").GetString() is "tcp" or "udp");
        Assert.True(binding.GetProperty("transport").GetString() is "http" or "http2" or "tcp");
    }

    private static void AssertProperties(JsonElement value, string[] required, string[] optional)
    {
        var names = value.EnumerateObject().Select(p => p.Name).ToArray();
        Assert.Empty(required.Except(names));
        Assert.Empty(names.Except(required).Except(optional));
    }
}
