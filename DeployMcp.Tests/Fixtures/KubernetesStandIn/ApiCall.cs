using Microsoft.AspNetCore.Http;

namespace DeployMcp.Tests.Fixtures.KubernetesStandIn;

/// <summary>A request in the API's terms (Kubernetes API concepts, "Resource URIs").</summary>
public sealed record ApiCall(string Verb, string Collection, string Plural, string? Space, string? Name, string? Subresource, string? Labels, string? Fields)
{
    /// <summary>Empty for the core group.</summary>
    public string Group => Collection.StartsWith("apis/", StringComparison.Ordinal) ? Collection.Split('/')[1] : "";

    public static ApiCall Parse(HttpRequest request)
    {
        var parts = request.Path.Value!.Trim('/').Split('/').ToList();
        var root = parts[0] == "apis" ? 3 : 2;
        var rest = parts.Skip(root).ToList();
        string? space = null;
        if (rest.Count > 2 && rest[0] == "namespaces")
        {
            space = rest[1];
            rest = rest[2..];
        }

        var plural = rest.Count > 0 ? rest[0] : "";
        var name = rest.Count > 1 ? rest[1] : null;
        return new ApiCall(
            VerbOf(request, name), $"{string.Join('/', parts.Take(root))}/{plural}", plural, space, name, rest.Count > 2 ? rest[2] : null,
            request.Query["labelSelector"].FirstOrDefault(), request.Query["fieldSelector"].FirstOrDefault());
    }

    /// <summary>As authorisation names it (Kubernetes documentation, "Determine the request verb").</summary>
    private static string VerbOf(HttpRequest request, string? name) => request.Method switch
    {
        "GET" when request.Query["watch"].FirstOrDefault() is "true" or "1" => "watch",
        "GET" => name is null ? "list" : "get",
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        _ => name is null ? "deletecollection" : "delete",
    };
}
