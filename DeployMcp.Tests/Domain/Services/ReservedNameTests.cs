using DeployMcp.Domain.Services;

namespace DeployMcp.Tests.Domain.Services;

public class ReservedNameTests
{
    private static readonly RepoPolicy Repos = new("ml.ink", AllowHttps: false, AllowLocal: false);

    [Theory]
    [InlineData("origin-health")]
    [InlineData("git")]
    [InlineData("api")]
    [InlineData("mcp")]
    public void Validate_OfAHostNameOfThePlatform_RefusesItAndOffersAnother(string name)
    {
        var error = Assert.Single(new ServiceRequest("repo", name).Validate(Repos).Errors);

        Assert.Equal("name", error.Argument);
        Assert.Contains($"my-{name}", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OfANameThatOnlyBeginsLikeOne_TakesIt() => Assert.Empty(new ServiceRequest("repo", "api-gateway").Validate(Repos).Errors);
}
