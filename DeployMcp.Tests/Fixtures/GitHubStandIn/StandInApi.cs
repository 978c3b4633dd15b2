using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeployMcp.Tests.Fixtures.GitHubStandIn;

/// <summary>The REST API under <c>/api/v3</c>, in the shapes of GitHub's own description of it.</summary>
internal static class StandInApi
{
    private const string Docs = "https://docs.github.com/rest";

    public static void Map(WebApplication app, StandInState state)
    {
        var api = app.MapGroup("/api/v3");
        api.AddEndpointFilter(async (context, next) =>
        {
            var request = context.HttpContext.Request;
            state.Requests.Enqueue($"{request.Method} {request.Path}");
            if (request.Headers.UserAgent.Count == 0)
            {
                return Error(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header");
            }

            return state.Planned.TryDequeue(out var planned) ? new PlannedResult(planned) : await next(context);
        });
        MapApp(api, state);
        MapInstallation(api, state);
        MapUser(api, state);
    }

    private static void MapApp(RouteGroupBuilder api, StandInState state)
    {
        api.MapGet("/app", (HttpRequest request) => AsApp(request, state, () => Ok(request, new { id = StandInState.AppId, slug = StandInState.Slug, name = "Deploy MCP" })));
        api.MapGet("/app/installations/{id:long}", (HttpRequest request, long id) => AsApp(
            request, state, () => state.FindInstallation(id) is { } found ? Ok(request, found.Json) : NotFound()));
        api.MapPost("/app/installations/{id:long}/access_tokens", (HttpRequest request, long id) => MintAsync(request, state, id));
        api.MapGet("/repos/{owner}/{name}/installation", (HttpRequest request, string owner, string name) => AsApp(
            request,
            state,
            () => state.FindRepo(owner, name) switch
            {
                ({ } repo, true) => Moved(request, $"/api/v3/repositories/{repo.Id}/installation"),
                ({ } repo, _) when state.Covering(repo) is { } covering => Ok(request, covering.Json),
                _ => NotFound(),
            }));
        api.MapGet("/repositories/{id:long}/installation", (HttpRequest request, long id) => AsApp(
            request, state, () => state.FindRepo(id) is { } repo && state.Covering(repo) is { } covering ? Ok(request, covering.Json) : NotFound()));
    }

    private static void MapInstallation(RouteGroupBuilder api, StandInState state)
    {
        api.MapGet("/installation/repositories", (HttpRequest request) => WithToken(
            request, state, token => Page(request, state.Repos.Where(r => Reaches(token, r)).Select(r => r.Json()).ToList(), "repositories")));
        api.MapGet("/repositories/{id:long}", (HttpRequest request, long id) => WithToken(
            request, state, token => state.FindRepo(id) is { } repo && Reaches(token, repo) ? Ok(request, repo.Json()) : NotFound()));
        api.MapGet("/repos/{owner}/{name}", (HttpRequest request, string owner, string name) => WithToken(
            request,
            state,
            token => state.FindRepo(owner, name) switch
            {
                ({ } repo, true) => Moved(request, $"/api/v3/repositories/{repo.Id}"),
                ({ } repo, _) when Reaches(token, repo) => Ok(request, repo.Json()),
                _ => NotFound(),
            }));
        api.MapPost("/orgs/{org}/repos", async (HttpRequest request, string org) =>
        {
            using var body = await JsonDocument.ParseAsync(request.Body);
            var name = body.RootElement.GetProperty("name").GetString()!;
            var description = body.RootElement.TryGetProperty("description", out var text) ? text.GetString() : null;
            return WithToken(request, state, token => Create(request, state, token, org, name, description));
        });
    }

    private static void MapUser(RouteGroupBuilder api, StandInState state)
    {
        api.MapGet("/user", (HttpRequest request) => AsPerson(request, state, person => Ok(request, person.Account.Json)));
        api.MapGet("/user/installations", (HttpRequest request) => AsPerson(
            request,
            state,
            person => Page(request, state.Installations.Where(i => IsReachable(state, person, i)).Select(i => i.Json).ToList(), "installations")));
        api.MapGet("/user/installations/{id:long}/repositories", (HttpRequest request, long id) => AsPerson(
            request,
            state,
            person => state.FindInstallation(id) is { } found
                ? Page(request, state.Repos.Where(r => found.Covers(r) && person.Permissions.ContainsKey(r.Id)).Select(r => r.Json(person.Permissions[r.Id])).ToList(), "repositories")
                : NotFound()));
    }

    private static bool IsReachable(StandInState state, StandInPerson person, StandInInstallation installation)
        => installation.Account.Id == person.Account.Id || state.Repos.Exists(r => installation.Covers(r) && person.Permissions.ContainsKey(r.Id));

    private static bool Reaches(StandInToken token, StandInRepo repo)
        => token.Installation.Covers(repo) && (token.RepositoryIds?.Contains(repo.Id) ?? true);

    private static IResult Create(HttpRequest request, StandInState state, StandInToken token, string org, string name, string? description)
    {
        if (token.Permissions.GetValueOrDefault("administration") != "write" || token.Installation.Account.Login != org || token.Installation.Account.Type != "Organization")
        {
            return Error(403, "Resource not accessible by integration");
        }

        if (state.FindRepo(org, name) is ({ }, false))
        {
            return Results.Json(
                new
                {
                    message = "Repository creation failed.",
                    errors = new[] { new { resource = "Repository", code = "custom", field = "name", message = "name already exists on this account" } },
                    documentation_url = Docs,
                },
                statusCode: 422);
        }

        var made = state.AddRepo(token.Installation.Account, name, description);
        token.Installation.Selected?.Add(made.Id);
        return Ok(request, made.Json("admin"), 201);
    }

    private static async Task<IResult> MintAsync(HttpRequest request, StandInState state, long id)
    {
        using var reader = new StreamReader(request.Body);
        var text = await reader.ReadToEndAsync();
        using var body = JsonDocument.Parse(text.Length == 0 ? "{}" : text);
        return AsApp(request, state, () => state.FindInstallation(id) is { } found ? Mint(state, found, body.RootElement) : NotFound());
    }

    private static IResult Mint(StandInState state, StandInInstallation installation, JsonElement asked)
    {
        if (installation.SuspendedAt is not null)
        {
            return Error(403, "This installation has been suspended");
        }

        var ids = asked.TryGetProperty("repository_ids", out var given) ? given.EnumerateArray().Select(i => i.GetInt64()).ToList() : null;
        if (ids?.Exists(i => state.FindRepo(i) is not { } repo || !installation.Covers(repo)) == true)
        {
            return Error(422, "There is at least one repository that does not exist or is not accessible to the parent installation.");
        }

        var permissions = asked.TryGetProperty("permissions", out var wanted)
            ? wanted.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
            : new(installation.Permissions, StringComparer.Ordinal);
        if (permissions.Any(p => installation.Permissions.GetValueOrDefault(p.Key) is not { } has || (p.Value == "write" && has != "write")))
        {
            return Error(422, "The permissions requested are not granted to this installation.");
        }

        permissions["metadata"] = "read";
        var token = new StandInToken($"ghs_{RandomNumberGenerator.GetHexString(36)}", installation, ids, permissions, DateTimeOffset.UtcNow + state.TokenLifetime);
        state.Tokens[token.Text] = token;
        return Results.Json(
            new { token = token.Text, expires_at = token.ExpiresAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", null), permissions, repository_selection = ids is null ? "all" : "selected" },
            statusCode: 201);
    }

    private static IResult AsApp(HttpRequest request, StandInState state, Func<IResult> answer)
        => StandInAuth.RefuseApp(request, state) is { } why ? Error(401, why) : answer();

    private static IResult WithToken(HttpRequest request, StandInState state, Func<StandInToken, IResult> answer)
    {
        var token = state.FindToken(StandInAuth.Token(request));
        return token is null ? Error(401, "Bad credentials")
            : token.Installation.SuspendedAt is not null ? Error(403, "This installation has been suspended")
            : answer(token);
    }

    private static IResult AsPerson(HttpRequest request, StandInState state, Func<StandInPerson, IResult> answer)
        => StandInAuth.Token(request) is { } text && state.UserTokens.TryGetValue(text, out var person) ? answer(person) : Error(401, "Bad credentials");

    private static IResult Page(HttpRequest request, List<object> all, string name)
    {
        var size = Math.Clamp(int.TryParse(request.Query["per_page"], out var given) ? given : 30, 1, 100);
        var page = int.TryParse(request.Query["page"], out var asked) ? Math.Max(1, asked) : 1;
        var last = Math.Max(1, (all.Count + size - 1) / size);
        if (page < last)
        {
            string To(int number) => $"<{request.Scheme}://{request.Host}{request.Path}?per_page={size}&page={number}>";
            request.HttpContext.Response.Headers.Link = $"{To(page + 1)}; rel=\"next\", {To(last)}; rel=\"last\"";
        }

        return Ok(request, new Dictionary<string, object>(StringComparer.Ordinal) { ["total_count"] = all.Count, [name] = all.Skip((page - 1) * size).Take(size).ToList() });
    }

    private static IResult Moved(HttpRequest request, string path)
    {
        var url = $"{request.Scheme}://{request.Host}{path}";
        request.HttpContext.Response.Headers.Location = url;
        return Results.Json(new { message = "Moved Permanently", url, documentation_url = Docs }, statusCode: 301);
    }

    private static IResult Ok(HttpRequest request, object body, int status = 200)
    {
        var text = JsonSerializer.Serialize(body);
        var etag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\"";
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = etag;
        headers["x-ratelimit-limit"] = "5000";
        headers["x-ratelimit-remaining"] = "4999";
        headers["x-ratelimit-reset"] = $"{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}";
        return request.Headers.IfNoneMatch.Contains(etag) ? Results.StatusCode(304) : Results.Text(text, "application/json; charset=utf-8", statusCode: status);
    }

    private static IResult NotFound() => Error(404, "Not Found");

    private static IResult Error(int status, string message) => Results.Json(new { message, documentation_url = Docs, status = $"{status}" }, statusCode: status);

    private sealed class PlannedResult(StandInAnswer answer) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = answer.Status;
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            foreach (var (name, value) in answer.Headers)
            {
                httpContext.Response.Headers[name] = value;
            }

            await httpContext.Response.WriteAsync(answer.Body);
        }
    }
}
