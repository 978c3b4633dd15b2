using System.Net;
using System.Text;
using System.Text.Json;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.Compat.Octokit;

/// <summary>Answers as GitHub gave them when GitHub's own people recorded them (npm <c>@octokit/fixtures</c>).</summary>
public sealed class RecordedHttp(JsonElement[] recorded) : HttpMessageHandler
{
    private static readonly NpmInstallation Fixtures = NpmInstallation.OfPackages("octokit-fixtures", "@octokit/fixtures@23.1.2");

    public List<HttpRequestMessage> Requests { get; } = [];

    public static async Task<RecordedHttp> OfAsync(string scenario)
    {
        var file = Path.Combine(await Fixtures.InstallAsync(), "node_modules", "@octokit", "fixtures", "scenarios", "api.github.com", scenario, "normalized-fixture.json");
        await using var stream = File.OpenRead(file);
        return new RecordedHttp((await JsonSerializer.DeserializeAsync<JsonElement[]>(stream))!);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        var answer = Array.Find(recorded, r => Text(r, "path") == request.RequestUri!.PathAndQuery && request.Method == HttpMethod.Parse(Text(r, "method")));
        Assert.True(answer.ValueKind == JsonValueKind.Object, $"{request.Method} {request.RequestUri} was not recorded");
        var response = new HttpResponseMessage((HttpStatusCode)answer.GetProperty("status").GetInt32())
        {
            Content = new StringContent(answer.GetProperty("response").GetRawText(), Encoding.UTF8, "application/json"),
        };
        foreach (var header in answer.GetProperty("headers").EnumerateObject())
        {
            // What was made uniform after the recording is in milliseconds there; GitHub says seconds.
            var value = header.Name == "x-ratelimit-reset" && header.Value.ToString() is { Length: > 10 } milliseconds ? milliseconds[..10] : header.Value.ToString();
            response.Headers.TryAddWithoutValidation(header.Name, value);
        }

        return Task.FromResult(response);
    }

    private static string Text(JsonElement record, string name) => record.GetProperty(name).GetString()!;
}
