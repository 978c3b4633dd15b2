using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace DeployMcp.Platform.Registries;

/// <summary>A registry over its HTTP API (OCI distribution specification 1.1). The client's base address is the registry's.</summary>
public sealed class RegistryClient(HttpClient http, RegistryOptions options)
{
    private const int EvidenceLength = 500;

    private readonly RegistryAuthorization _authorization = new(options);

    /// <summary>Section "Determining Support".</summary>
    /// <exception cref="RegistryException">It doesn't answer, or not to us.</exception>
    public async Task PingAsync(CancellationToken cancellationToken)
        => (await SendAsync(HttpMethod.Get, "v2/", "", cancellationToken))?.Dispose();

    /// <summary>Of all repositories, in the registry's order.</summary>
    public Task<IReadOnlyList<string>> ListRepositoriesAsync(CancellationToken cancellationToken)
        => ListAsync("v2/_catalog?n=500", "repositories", "registry:catalog:*", cancellationToken);

    /// <summary>Section "Listing Tags"; none for a repository that isn't there.</summary>
    public Task<IReadOnlyList<string>> ListTagsAsync(string repository, CancellationToken cancellationToken)
        => ListAsync($"v2/{repository}/tags/list?n=500", "tags", repository, cancellationToken);

    /// <param name="reference">A tag or a digest.</param>
    /// <returns>Null when it is not there, or is no image.</returns>
    public async Task<RegistryImage?> FindAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        var (digest, manifest) = await ReadManifestAsync(repository, reference, cancellationToken);
        if (digest is null)
        {
            return null;
        }

        var parts = ImageManifest.PartsOf(manifest);
        if (ImageManifest.ImageOf(manifest) is { } image)
        {
            (_, manifest) = await ReadManifestAsync(repository, image, cancellationToken);
        }

        if (manifest.ValueKind != JsonValueKind.Object || ImageManifest.ConfigOf(manifest) is not var (config, bytes))
        {
            return null;
        }

        using var response = await SendAsync(HttpMethod.Get, $"v2/{repository}/blobs/{config}", repository, cancellationToken);
        return response is null ? null : ImageManifest.Read(digest, bytes, await JsonAsync(response, cancellationToken)) with { Parts = parts };
    }

    /// <summary>What a reference means at this moment; null when it is not there.</summary>
    public async Task<string?> FindDigestAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Head, $"v2/{repository}/manifests/{reference}", repository, cancellationToken);
        return response is null ? null : DigestOf(response);
    }

    /// <summary>With all its tags (section "Deleting Manifests"). False when it was gone already.</summary>
    public async Task<bool> DeleteAsync(string repository, string digest, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"v2/{repository}/manifests/{digest}", repository, cancellationToken);
        return response is not null;
    }

    private async Task<(string? Digest, JsonElement Manifest)> ReadManifestAsync(string repository, string reference, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, $"v2/{repository}/manifests/{reference}", repository, cancellationToken);
        return response is null ? (null, default) : (DigestOf(response) ?? reference, await JsonAsync(response, cancellationToken));
    }

    private async Task<IReadOnlyList<string>> ListAsync(string path, string member, string scope, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        for (var next = path; next is not null;)
        {
            using var response = await SendAsync(HttpMethod.Get, next, scope, cancellationToken);
            if (response is null)
            {
                break;
            }

            var json = await JsonAsync(response, cancellationToken);
            if (json.TryGetProperty(member, out var names) && names.ValueKind == JsonValueKind.Array)
            {
                found.AddRange(names.EnumerateArray().Select(n => n.GetString()!));
            }

            next = NextOf(response);
        }

        return found;
    }

    /// <summary>The rest of a list (RFC 8288), which the registry names relative to itself: never a way to another host.</summary>
    private static string? NextOf(HttpResponseMessage response)
    {
        var link = response.Headers.TryGetValues("Link", out var links) ? links.FirstOrDefault(l => l.Contains("rel=\"next\"", StringComparison.Ordinal)) : null;
        var (start, end) = (link?.IndexOf('<', StringComparison.Ordinal) ?? -1, link?.IndexOf('>', StringComparison.Ordinal) ?? -1);
        return start >= 0 && end > start && Uri.TryCreate(new Uri("http://registry/"), link![(start + 1)..end], out var next) ? next.PathAndQuery[1..] : null;
    }

    /// <returns>Null for what is not there.</returns>
    private async Task<HttpResponseMessage?> SendAsync(HttpMethod method, string path, string scope, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await TryAsync(method, path, scope, _authorization.Known(scope), cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized
                && await _authorization.AnswerAsync(http, response.Headers.WwwAuthenticate, scope, cancellationToken) is { } answer)
            {
                response.Dispose();
                response = await TryAsync(method, path, scope, answer, cancellationToken);
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new RegistryException(RegistryProblem.Unavailable, $"{options.Address} does not answer: {(e.InnerException ?? e).Message}", e);
        }

        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            return response.StatusCode == HttpStatusCode.NotFound ? null : throw await ProblemAsync(method, path, response, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> TryAsync(
        HttpMethod method, string path, string scope, AuthenticationHeaderValue? authorization, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = authorization;
        foreach (var type in scope.Length == 0 ? [] : ImageManifest.MediaTypes)
        {
            request.Headers.Accept.ParseAdd(type);
        }

        request.Headers.Accept.ParseAdd("application/json");
        return await http.SendAsync(request, cancellationToken);
    }

    private async Task<RegistryException> ProblemAsync(HttpMethod method, string path, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var problem = response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => RegistryProblem.Refused,
            HttpStatusCode.InsufficientStorage or HttpStatusCode.RequestEntityTooLarge => RegistryProblem.Full,
            _ when body.Contains("no space left", StringComparison.OrdinalIgnoreCase) => RegistryProblem.Full,
            _ => RegistryProblem.Unavailable,
        };
        return new RegistryException(problem, $"{options.Address} answered {(int)response.StatusCode} to {method} {path}: {body[..Math.Min(body.Length, EvidenceLength)]}".TrimEnd(':', ' '));
    }

    private static string? DigestOf(HttpResponseMessage response)
        => response.Headers.TryGetValues("Docker-Content-Digest", out var values) ? values.FirstOrDefault() : null;

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        return json.RootElement.Clone();
    }
}
