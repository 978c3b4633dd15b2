using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeployMcp.Tests.LibSql;

/// <summary>One database, spoken to in Hrana over HTTP as a client would.</summary>
internal sealed record LibSqlDatabase(LibSqlServer Server, string Name, string Token)
{
    public string Path => $"db/{Name}/";

    public string Url(string scheme) => $"{scheme}://127.0.0.1:{Server.Port}/{Path}";

    public static JsonObject Execute(string sql, params JsonObject[] args)
        => new() { ["type"] = "execute", ["stmt"] = new JsonObject { ["sql"] = sql, ["args"] = new JsonArray([.. args.Select(a => a.DeepClone())]) } };

    public static JsonObject Batch(params (string Sql, JsonObject? Condition)[] steps) => new()
    {
        ["steps"] = new JsonArray([.. steps.Select(s => new JsonObject { ["stmt"] = new JsonObject { ["sql"] = s.Sql }, ["condition"] = s.Condition })]),
    };

    public static JsonObject Type(string type) => new() { ["type"] = type };

    public static JsonObject Text(string value) => new() { ["type"] = "text", ["value"] = value };

    public static JsonObject Integer(long value) => new() { ["type"] = "integer", ["value"] = $"{value}" };

    public async Task<HttpResponseMessage> PostAsync(string path, string body, string? token = null, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path + path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Token);
        return await Server.Http.SendAsync(request, completion);
    }

    /// <summary>The answer to a pipeline that is taken.</summary>
    public async Task<JsonElement> PipelineAsync(string? baton, params JsonObject[] requests)
    {
        using var response = await PostAsync("v3/pipeline", Pipeline(baton, requests));
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        return JsonElement.Parse(body);
    }

    public static string Pipeline(string? baton, params JsonObject[] requests)
        => new JsonObject { ["baton"] = baton, ["requests"] = new JsonArray([.. requests]) }.ToJsonString();

    /// <summary>The result of one statement on a stream of its own.</summary>
    public async Task<JsonElement> RunAsync(string sql, params JsonObject[] args)
    {
        var result = await TryAsync(sql, args);
        Assert.True(result.GetProperty("type").GetString() == "ok", $"{sql}: {result}");
        return result.GetProperty("response").GetProperty("result");
    }

    /// <summary>The error of one statement: its code and its message.</summary>
    public async Task<(string Code, string Message)> FailAsync(string sql, params JsonObject[] args)
    {
        var result = await TryAsync(sql, args);
        Assert.True(result.GetProperty("type").GetString() == "error", $"{sql}: {result}");
        return ErrorOf(result);
    }

    public static (string Code, string Message) ErrorOf(JsonElement result)
        => (result.GetProperty("error").GetProperty("code").GetString()!, result.GetProperty("error").GetProperty("message").GetString()!);

    /// <summary>The first value of the first row, as text.</summary>
    public async Task<string> ScalarAsync(string sql, params JsonObject[] args)
        => (await RunAsync(sql, args)).GetProperty("rows")[0][0].GetProperty("value").ToString();

    /// <summary>The refusal of a whole request.</summary>
    public async Task<(HttpStatusCode Status, string Code, string Message)> RefusedAsync(string path, string body, string? token = null)
    {
        using var response = await PostAsync(path, body, token);
        var error = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        return (response.StatusCode, error.GetProperty("code").GetString()!, error.GetProperty("message").GetString()!);
    }

    private async Task<JsonElement> TryAsync(string sql, JsonObject[] args)
        => (await PipelineAsync(null, Execute(sql, args), Type("close"))).GetProperty("results")[0];
}
