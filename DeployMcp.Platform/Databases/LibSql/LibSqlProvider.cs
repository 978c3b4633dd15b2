using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;

namespace DeployMcp.Platform.Databases.LibSql;

/// <summary>Databases on the platform's own libSQL server, through its administration (<c>/v1/databases</c>, JSON).</summary>
public sealed class LibSqlProvider(IHttpClientFactory clients, LibSqlOptions options) : IDatabaseProvider
{
    public const string ProviderName = "libsql";

    internal const string ClientName = "libsql-administration";

    private const int LongestStem = 40;

    public string Name => ProviderName;

    public async Task<DatabaseLocation> EnsureAsync(DatabaseOrder order, CancellationToken cancellationToken)
    {
        var reference = ReferenceOf(order);
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.PutAsJsonAsync(PathOf(reference), new CreateDatabase(order.MaxBytes), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new DatabaseRefusedException("The database server does not take this size.");
        }

        answer.EnsureSuccessStatusCode();
        var made = (await answer.Content.ReadFromJsonAsync<DatabaseView>(cancellationToken))!;
        return new DatabaseLocation(reference, new Uri(new Uri(options.PublicUrl), made.Path));
    }

    public async Task<Sensitive> IssueTokenAsync(DatabaseOrder order, string reference, DatabaseAccess access, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.PostAsJsonAsync(
            $"{PathOf(reference)}/tokens", new MintToken(access == DatabaseAccess.Full ? "rw" : "ro"), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new Sensitive((await answer.Content.ReadFromJsonAsync<MintedToken>(cancellationToken))!.Token);
    }

    public async Task RevokeTokensAsync(string reference, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.PostAsync($"{PathOf(reference)}/tokens/rotate", content: null, cancellationToken);
        RequireDoneOrGone(answer);
    }

    public async Task<ResourceUsage?> MeasureAsync(string reference, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.GetAsync(PathOf(reference), cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        answer.EnsureSuccessStatusCode();
        var found = (await answer.Content.ReadFromJsonAsync<DatabaseView>(cancellationToken))!;
        return new ResourceUsage(found.SizeBytes ?? 0, found.MaxBytes, RowsRead: null, RowsWritten: null);
    }

    /// <remarks>The server itself keeps the files a while longer, for an operator who has to mend a mistake of the platform's.</remarks>
    public async Task DeleteAsync(string reference, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var answer = await client.DeleteAsync(PathOf(reference), cancellationToken);
        RequireDoneOrGone(answer);
    }

    public async IAsyncEnumerable<string> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        foreach (var database in await client.GetFromJsonAsync<DatabaseView[]>("/v1/databases", cancellationToken) ?? [])
        {
            if (database.State == "active")
            {
                yield return database.Name;
            }
        }
    }

    internal static void Configure(HttpClient client, LibSqlOptions options)
    {
        client.BaseAddress = new Uri(options.AdminAddress!);
        client.Timeout = TimeSpan.FromSeconds(30);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", options.AdminToken);
    }

    /// <summary>The user's name for people who look into the directory, and of the id what makes it unique; a DNS label.</summary>
    private static string ReferenceOf(DatabaseOrder order)
    {
        var stem = order.Name.Length > LongestStem ? order.Name[..LongestStem].TrimEnd('-') : order.Name;
        return $"{stem}-{order.Id.ToString()[^16..]}";
    }

    private static string PathOf(string reference) => $"/v1/databases/{Uri.EscapeDataString(reference)}";

    private static void RequireDoneOrGone(HttpResponseMessage answer)
    {
        if (answer.StatusCode != HttpStatusCode.NotFound)
        {
            answer.EnsureSuccessStatusCode();
        }
    }

    private sealed record CreateDatabase(long MaxBytes);

    private sealed record DatabaseView(string Name, string State, string Path, long MaxBytes, long? SizeBytes);

    private sealed record MintToken(string Access);

    private sealed record MintedToken(string Token);
}
