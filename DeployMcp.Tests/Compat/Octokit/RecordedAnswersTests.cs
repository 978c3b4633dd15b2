using System.Net;
using System.Text.Json;
using Octokit;
using Octokit.Internal;
using GitHubRepository = Octokit.Repository;

namespace DeployMcp.Tests.Compat.Octokit;

/// <summary>Nothing but upstream's public API, so that these pass with upstream's package too.</summary>
public class RecordedAnswersTests
{
    [Fact]
    public async Task Get_OfARenamedRepository_FollowsTheRedirectWithItsCredentials()
    {
        var http = await RecordedHttp.OfAsync("rename-repository");

        var repository = await Client(http).Repository.Get("octokit-fixture-org", "rename-repository");

        Assert.Equal((1000, "rename-repository-newname", "octokit-fixture-org"), (repository.Id, repository.Name, repository.Owner.Login));
        Assert.Equal("octokit-fixture-org/rename-repository-newname", repository.FullName);
        Assert.All(http.Requests, r => Assert.Equal("Token secret", r.Headers.Authorization?.ToString()));
        Assert.All(http.Requests, r => Assert.StartsWith("tests/1.0", r.Headers.UserAgent.ToString(), StringComparison.Ordinal));
        Assert.All(http.Requests, r => Assert.StartsWith("application/vnd.github", r.Headers.Accept.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Get_OfAPublicRepository_ReadsItsFields()
    {
        var repository = await Client(await RecordedHttp.OfAsync("get-repository")).Repository.Get("octokit-fixture-org", "hello-world");

        Assert.Equal((false, "hello-world"), (repository.Private, repository.Name));
        Assert.False(string.IsNullOrEmpty(repository.DefaultBranch));
    }

    [Theory]
    [InlineData(null, 13)]
    [InlineData(2, 6)]
    public async Task GetAll_OverPages_FollowsTheLinksAsFarAsAsked(int? pages, int count)
    {
        var http = await RecordedHttp.OfAsync("paginate-issues");
        var api = new ApiConnection(Client(http).Connection);

        var issues = await api.GetAll<GitHubRepository>(
            new Uri("repos/octokit-fixture-org/paginate-issues/issues", UriKind.Relative), null, null, new ApiOptions { PageSize = 3, PageCount = pages });

        Assert.Equal(count, issues.Count);
        Assert.All(issues, i => Assert.InRange(i.Id, 1_000, 1_100));
    }

    [Fact]
    public async Task Post_OfSomethingInvalid_ThrowsWithGitHubsDetails()
    {
        var http = await RecordedHttp.OfAsync("errors");
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["name"] = "foo", ["color"] = "invalid" };

        var thrown = await Assert.ThrowsAsync<ApiValidationException>(
            () => Client(http).Connection.Post<GitHubRepository>(new Uri("repos/octokit-fixture-org/errors/labels", UriKind.Relative), body, null, "application/json"));

        Assert.Equal(("Validation Failed", HttpStatusCode.UnprocessableEntity), (thrown.Message, thrown.StatusCode));
        var detail = Assert.Single(thrown.ApiError.Errors!);
        Assert.Equal(("color", "invalid", "Label"), (detail.Field, detail.Code, detail.Resource));
        Assert.Equal(4999, thrown.HttpResponse.ApiInfo.RateLimit.Remaining);
    }

    [Theory]
    [InlineData(401, "Bad credentials", typeof(AuthorizationException))]
    [InlineData(404, "Not Found", typeof(NotFoundException))]
    [InlineData(403, "Resource not accessible by integration", typeof(ForbiddenException))]
    [InlineData(403, "API rate limit exceeded for installation ID 1.", typeof(RateLimitExceededException))]
    [InlineData(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.", typeof(SecondaryRateLimitExceededException))]
    [InlineData(403, "You have triggered an abuse detection mechanism.", typeof(AbuseException))]
    [InlineData(422, "Validation Failed", typeof(ApiValidationException))]
    [InlineData(429, "You have exceeded a secondary rate limit.", typeof(ApiException))]
    [InlineData(502, "Server Error", typeof(ApiException))]
    public async Task Get_AnsweredWithAnError_ThrowsWhatStandsForIt(int status, string message, Type type)
    {
        var record = JsonSerializer.SerializeToElement(new
        {
            method = "get",
            path = "/repos/a/b",
            status,
            response = new { message },
            headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["x-ratelimit-reset"] = "1700000000", ["x-ratelimit-remaining"] = "0", ["retry-after"] = "7" },
        });

        var thrown = await Assert.ThrowsAnyAsync<ApiException>(() => Client(new RecordedHttp([record])).Repository.Get("a", "b"));

        Assert.Equal((type, message, status), (thrown.GetType(), thrown.Message, (int)thrown.StatusCode));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), thrown.HttpResponse.ApiInfo.RateLimit.Reset);
        Assert.Equal(7, thrown is AbuseException abuse ? abuse.RetryAfterSeconds : 7);
    }

    [Fact]
    public async Task Get_RedirectedToAnotherHost_LeavesTheCredentialsBehind()
    {
        var moved = JsonSerializer.SerializeToElement(new { method = "get", path = "/repos/a/b", status = 301, response = new { }, headers = new { location = "https://elsewhere.example/there" } });
        var there = JsonSerializer.SerializeToElement(new { method = "get", path = "/there", status = 200, response = new { id = 7 }, headers = new { } });
        var http = new RecordedHttp([moved, there]);

        Assert.Equal(7, (await Client(http).Repository.Get("a", "b")).Id);

        Assert.Equal(["Token secret", null], http.Requests.Select(r => r.Headers.Authorization?.ToString()));
    }

    private static GitHubClient Client(RecordedHttp http) => new(new Connection(
        new ProductHeaderValue("tests", "1.0"), GitHubClient.GitHubApiUrl, new InMemoryCredentialStore(new Credentials("secret")), new HttpClientAdapter(() => http), new SimpleJsonSerializer()));
}
