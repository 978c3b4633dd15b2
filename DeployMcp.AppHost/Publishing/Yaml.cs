using YamlDotNet.Serialization;

namespace DeployMcp.AppHost.Publishing;

/// <summary>A mapping that keeps the order in which it was written.</summary>
internal sealed class Map : OrderedDictionary<string, object>;

internal static class Yaml
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithIndentedSequences()
        .DisableAliases()
        .Build();

    /// <summary>One document each. Texts that YAML 1.1 would read as something else are quoted: Kubernetes reads that version.</summary>
    public static string Documents(IEnumerable<Map> documents)
        => string.Concat(documents.Select(d => "---\n" + Serializer.Serialize(d).ReplaceLineEndings("\n")));
}
