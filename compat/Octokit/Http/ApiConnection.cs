using System.Globalization;

namespace Octokit;

public interface IApiConnection
{
    IConnection Connection { get; }

    Task<T> Get<T>(Uri uri);

    Task<IReadOnlyList<T>> GetAll<T>(Uri uri, IDictionary<string, string>? parameters, string? accepts, ApiOptions options);

    Task<T> Post<T>(Uri uri, object data);
}

/// <summary>Objects in and out, and lists over all their pages.</summary>
public class ApiConnection(IConnection connection) : IApiConnection
{
    public IConnection Connection { get; private set; } = connection;

    public async Task<T> Get<T>(Uri uri) => (await Connection.Get<T>(uri, null, null).ConfigureAwait(false)).Body;

    public async Task<T> Post<T>(Uri uri, object data) => (await Connection.Post<T>(uri, data, null, null).ConfigureAwait(false)).Body;

    public async Task<IReadOnlyList<T>> GetAll<T>(Uri uri, IDictionary<string, string>? parameters, string? accepts, ApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var all = new List<T>();
        var page = await Connection.Get<List<T>>(uri, WithPages(parameters, options), accepts).ConfigureAwait(false);
        for (var pages = 1; ; pages++)
        {
            all.AddRange(page.Body ?? []);
            if (pages == options.PageCount || !page.HttpResponse.ApiInfo.Links.TryGetValue("next", out var next))
            {
                return all;
            }

            page = await Connection.Get<List<T>>(next, null, accepts).ConfigureAwait(false);
        }
    }

    private static Dictionary<string, string> WithPages(IDictionary<string, string>? parameters, ApiOptions options)
    {
        var all = new Dictionary<string, string>(parameters ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        if (options.StartPage is { } page)
        {
            all["page"] = page.ToString(CultureInfo.InvariantCulture);
        }

        if (options.PageSize is { } size)
        {
            all["per_page"] = size.ToString(CultureInfo.InvariantCulture);
        }

        return all;
    }
}
