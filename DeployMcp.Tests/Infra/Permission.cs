using System.Text.RegularExpressions;

namespace DeployMcp.Tests.Infra;

/// <summary>What one call asks of Kubernetes' RBAC, as <c>group/resource verb</c>; the core group is empty.</summary>
internal static partial class Permission
{
    private static readonly Dictionary<string, string> Plurals = new(StringComparer.Ordinal)
    {
        ["Namespace"] = "namespaces",
        ["Secret"] = "secrets",
        ["Service"] = "services",
        ["ResourceQuota"] = "resourcequotas",
        ["LimitRange"] = "limitranges",
        ["Pod"] = "pods",
        ["PodLog"] = "pods/log",
        ["Event"] = "events",
        ["ConfigMap"] = "configmaps",
        ["Deployment"] = "deployments",
        ["DeploymentScale"] = "deployments/scale",
        ["ReplicaSet"] = "replicasets",
        ["Ingress"] = "ingresses",
        ["NetworkPolicy"] = "networkpolicies",
    };

    private static readonly Dictionary<string, string> Groups = new(StringComparer.Ordinal)
    {
        ["CoreV1"] = "",
        ["AppsV1"] = "apps",
        ["NetworkingV1"] = "networking.k8s.io",
    };

    /// <summary>Of each call of the client in a source file. Server-side apply makes what isn't there, for which the server asks for create, too.</summary>
    public static IEnumerable<string> OfSource(string code) => Call().Matches(code).SelectMany(call =>
    {
        var (verb, kind) = (call.Groups["verb"].Value, call.Groups["kind"].Value);
        var resource = $"{Groups[call.Groups["group"].Value]}/{(Plurals.TryGetValue(kind, out var plural) ? plural : throw new InvalidOperationException($"Which resource is {kind}?"))}";
        return VerbsOf(verb).Select(v => $"{resource} {v}");
    });

    /// <summary>Of a request: <c>PATCH /apis/apps/v1/namespaces/…</c>, as the tests' API server records it.</summary>
    public static IEnumerable<string> OfRequest(string request)
    {
        var match = Request().Match(request);
        var (resource, name, part) = (match.Groups["resource"].Value, match.Groups["name"].Value, match.Groups["part"].Value);
        var full = $"{match.Groups["api"].Value}/{resource}{(part.Length > 0 ? "/" + part : "")}";
        string[] verbs = match.Groups["method"].Value switch
        {
            "GET" => name.Length > 0 ? ["get"] : ["list"],
            "WATCH" => ["watch"],
            "POST" => ["create"],
            "PATCH" => ["patch", "create"],
            "PUT" => ["update"],
            "DELETE" => name.Length > 0 ? ["delete"] : ["deletecollection"],
            var other => throw new InvalidOperationException($"Which verb is {other}?"),
        };
        return verbs.Select(v => $"{full} {v}");
    }

    private static string[] VerbsOf(string method) => method switch
    {
        "Read" => ["get"],
        "List" => ["list"],
        "WatchList" => ["watch"],
        "Create" => ["create"],
        "Patch" => ["patch", "create"],
        "Replace" => ["update"],
        "Delete" => ["delete"],
        "DeleteCollection" => ["deletecollection"],
        var other => throw new InvalidOperationException($"Which verb is {other}?"),
    };

    [GeneratedRegex(@"\b(?<group>CoreV1|AppsV1|NetworkingV1)\.(?<verb>DeleteCollection|WatchList|Delete|List|Read|Create|Patch|Replace)(Namespaced)?(?<kind>[A-Z][A-Za-z]*?)(ForAllNamespaces)?Async\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Call();

    [GeneratedRegex(@"^(?<method>[A-Z]+) /(api|apis/(?<api>[^/]+))/v1/((namespaces/[^/]+/)(?=[a-z]))?(?<resource>[a-z]+)(/(?<name>[^/]+)(/(?<part>[a-z]+))?)?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Request();
}
