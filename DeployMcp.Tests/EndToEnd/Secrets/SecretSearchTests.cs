using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Tests.Server.OAuth;

namespace DeployMcp.Tests.EndToEnd.Secrets;

/// <summary>
/// A full run with every secret that the platform handles; then all that it left behind is searched for each of them. The
/// log level is Debug, as an operator who looks for a fault would set it.
/// </summary>
[Collection(PlatformCollection.Name)]
public class SecretSearchTests
{
    private const string VariableValue = "correct-horse-battery-staple-8d1f";
    private const string ExternalUrl = "postgres://app:external-battery-staple-77ab@db.example.com/app";
    private const string ExternalToken = "external-token-battery-staple-90cd";
    private const string UpdatedValue = "updated-horse-battery-staple-41c7";

    private static readonly string[] Databases = ["vault-db"];

    [Fact]
    public async Task FullRun_WithEverySecretThereIs_LeavesNoneInClear()
    {
        await using var telemetry = await TelemetryCollector.StartAsync();
        await using var platform = await RunningPlatform.StartAsync(
            settings: [$"ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL={telemetry.Url}", "Logging__LogLevel__Default=Debug"]);
        await using var commandLines = new CommandLineWatch();

        var secrets = await UseAsync(platform);

        await Eventually.TrueAsync(
            () => telemetry.Holds("traces", "create_service") && telemetry.Holds("logs", "vault"), TimeSpan.FromSeconds(30), () => "No traces or logs came.");
        var found = new List<string>();
        var places = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (place, content) in SearchedPlaces.OfAsync(platform, telemetry))
        {
            places.Add(place);
            found.AddRange(secrets.Where(s => s.IsIn(content)).Select(s => $"{s.Name} in {place}"));
        }

        found.AddRange(from line in commandLines.Seen from secret in secrets where secret.IsIn(line) select $"{secret.Name} in a command line: {line}");
        Assert.Empty(found.Distinct());
        Assert.Contains(places, p => p.EndsWith("env_vars", StringComparison.Ordinal));
        Assert.Contains(places, p => p.Contains("history", StringComparison.Ordinal));
        Assert.Contains(commandLines.Seen, l => l.Contains("server.js", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<SecretForms>> UseAsync(RunningPlatform platform)
    {
        await using var mcp = await McpSession.ConnectAsync(platform.Connection.McpUrl, platform.Connection.ApiKey);
        using var agent = new Agent(mcp, platform.Connection, "vault");
        agent.Work.WriteNodeApp("locked");
        await agent.PushAsync();
        var token = await mcp.CallAsync("get_git_token", new { name = "vault" });
        await mcp.CallAsync(
            "create_service", new { repo = "vault", name = "vault", env_vars = new[] { new { key = "API_SECRET", value = VariableValue } }, resources = Databases, wait_seconds = 120 });
        await mcp.CallAsync("create_resource", new { name = "theirs", type = "external", url = ExternalUrl, auth_token = ExternalToken });
        var databaseToken = (string)(await mcp.CallAsync("get_resource", new { name = "vault-db" }))["auth_token"]!;
        await mcp.CallAsync("update_service", new { name = "vault", env_vars = new[] { new { key = "API_SECRET", value = UpdatedValue } }, wait_seconds = 120 });
        agent.Work.WriteNodeApp("locked again");
        await agent.PushAsync();
        await agent.WaitForTextAsync("locked again");
        Assert.Contains(UpdatedValue, await agent.GetAsync("/env"), StringComparison.Ordinal);
        Assert.Contains(databaseToken, await agent.GetAsync("/env"), StringComparison.Ordinal);
        Assert.Contains(UpdatedValue, (await mcp.CallAsync("get_service", new { name = "vault", include_env = true })).ToJsonString(), StringComparison.Ordinal);

        var own = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(await File.ReadAllTextAsync(Path.Combine(platform.Data, "secrets.json")))!;
        return
        [
            new SecretForms("the first value of a variable", VariableValue),
            new SecretForms("the second value of a variable", UpdatedValue),
            new SecretForms("a database's token", databaseToken),
            new SecretForms("the URL of an external database", ExternalUrl),
            new SecretForms("its token", ExternalToken),
            new SecretForms("a git token", (string)token["token"]!),
            .. await SignInAsync(platform),
            .. own.Where(s => s.Value.ValueKind == JsonValueKind.String).Select(s => new SecretForms($"the platform's {s.Key}", s.Value.GetString()!)),
        ];
    }

    /// <summary>A person signs in, lets a program in, and has a key made.</summary>
    private static async Task<IReadOnlyList<SecretForms>> SignInAsync(RunningPlatform platform)
    {
        var url = platform.Connection.McpUrl.Replace("/mcp", "", StringComparison.Ordinal);
        using var browser = new Browser(url);
        var form = await browser.OpenAsync("/signin");
        await browser.SubmitAsync(form, "/signin/development");
        using var client = await TestClient.RegisterAsync(url, method: "client_secret_post");
        var code = await client.CodeAsync(browser);
        var first = await client.RedeemAsync(code);
        var second = await client.RefreshAsync(first.RefreshToken);
        await using var mcp = await McpSession.ConnectAsync(platform.Connection.McpUrl, second.AccessToken);
        await mcp.CallAsync("whoami");
        return
        [
            new SecretForms("a session", browser.Cookie("deploymcp-session")),
            new SecretForms("a client's secret", client.Secret!),
            new SecretForms("a code", code),
            new SecretForms("a program's first key", first.AccessToken),
            new SecretForms("its refresh token", first.RefreshToken),
            new SecretForms("its second key", second.AccessToken),
            new SecretForms("its second refresh token", second.RefreshToken),
            new SecretForms("a key made over GraphQL", await CreateKeyAsync(url, second.AccessToken)),
        ];
    }

    private static async Task<string> CreateKeyAsync(string url, string key)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var answer = await http.PostAsJsonAsync($"{url}/graphql", new { query = """mutation { createKey(input: {name: "ci", scope: DEPLOY}) { secret } }""" });
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["data"]!["createKey"]!["secret"]!;
    }
}
