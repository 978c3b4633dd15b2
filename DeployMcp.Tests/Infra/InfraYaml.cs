using YamlDotNet.RepresentationModel;

namespace DeployMcp.Tests.Infra;

/// <summary>Reads what infra/ holds.</summary>
internal static class InfraYaml
{
    public const string Cluster = "infra/eu-central-1/k8s";
    public const string Workloads = $"{Cluster}/workloads";

    public static string Text(string file) => File.ReadAllText(Path.Combine(Repository.Root, file));

    /// <summary>Every object in a file, or in all YAML files below a folder.</summary>
    public static IReadOnlyList<YamlMappingNode> Objects(string path)
    {
        var full = Path.Combine(Repository.Root, path);
        var files = Directory.Exists(full)
            ? Directory.EnumerateFiles(full, "*.y*ml", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains("kind:", StringComparison.Ordinal))
            : [full];
        return [.. files.SelectMany(Documents)];
    }

    public static YamlMappingNode Object(string path, string kind, string name)
        => Objects(path).Single(o => Scalar(o, "kind") == kind && Scalar(o, "metadata", "name") == name);

    public static string? Scalar(YamlNode node, params ReadOnlySpan<string> path)
    {
        var found = node;
        foreach (var key in path)
        {
            if (found is not YamlMappingNode map || !map.Children.TryGetValue(key, out found))
            {
                return null;
            }
        }

        return (found as YamlScalarNode)?.Value;
    }

    /// <summary>None where there is no such list.</summary>
    public static IEnumerable<YamlNode> List(YamlNode node, params ReadOnlySpan<string> path)
    {
        var found = node;
        foreach (var key in path)
        {
            if (found is not YamlMappingNode map || !map.Children.TryGetValue(key, out found))
            {
                return [];
            }
        }

        return (YamlSequenceNode)found;
    }

    public static IEnumerable<string> Texts(YamlNode node, params ReadOnlySpan<string> path) => List(node, path).Select(n => ((YamlScalarNode)n).Value!);

    /// <summary>The containers of a workload, its initial ones first.</summary>
    public static IEnumerable<YamlNode> Containers(YamlNode workload)
    {
        var pod = Scalar(workload, "kind") == "CronJob" ? workload["spec"]["jobTemplate"]["spec"]["template"] : workload["spec"]["template"];
        return [.. List(pod, "spec", "initContainers"), .. List(pod, "spec", "containers")];
    }

    private static IEnumerable<YamlMappingNode> Documents(string file)
    {
        var stream = new YamlStream();
        using var reader = new StreamReader(file);
        stream.Load(reader);
        return stream.Documents.Select(d => d.RootNode).OfType<YamlMappingNode>().Where(o => Scalar(o, "kind") is not null);
    }
}
