using DeployMcp.Domain.Git;
using DeployMcp.Domain.Services;

namespace DeployMcp.Tests.Domain.Git;

public class GitHubRepoNameTests
{
    [Theory]
    [InlineData("acme/shop", true)]
    [InlineData("Acme-2/My.Shop_x", true)]
    [InlineData("person_corp/shop", true)]
    [InlineData("shop", false)]
    [InlineData("acme/shop/more", false)]
    [InlineData("acme/..", false)]
    [InlineData("acme/shop.git", false)]
    [InlineData("-acme/shop", false)]
    [InlineData("acme/sh op", false)]
    [InlineData("acme/shop\n", false)]
    [InlineData("../etc", false)]
    public void Parse_OfAText_TakesGitHubsNamesOnly(string text, bool isName) => Assert.Equal(isName ? text : null, GitHubRepoName.Parse(text)?.ToString());

    [Theory]
    [InlineData("https://github.com/acme/shop", "acme/shop")]
    [InlineData("https://GitHub.com/acme/shop.git/", "acme/shop")]
    [InlineData("https://github.com.evil.example/acme/shop", null)]
    [InlineData("https://user@github.com/acme/shop", null)]
    [InlineData("https://github.com:8443/acme/shop", null)]
    [InlineData("http://github.com/acme/shop", null)]
    [InlineData("https://github.com/acme/shop/tree/main", null)]
    [InlineData("https://github.com/acme/shop?x=1", null)]
    public void Parse_OfAUrl_TakesThatHostsRepositoriesOnly(string url, string? name)
        => Assert.Equal(name, GitHubRepoName.Parse(new Uri(url), "github.com")?.ToString());

    [Theory]
    [InlineData("acme/shop", "github.com", null)]
    [InlineData("https://github.com/acme/shop", "ml.ink", null)]
    [InlineData("shop", "ml.ink", null)]
    [InlineData("shop", "github.com", "repo")]
    [InlineData("acme/shop", "ml.ink", "repo")]
    [InlineData("acme/shop", "gitlab.com", "host")]
    [InlineData("https://example.com/acme/shop", "ml.ink", "repo")]
    public void Check_WithAnApp_TakesWhatGitHubHas(string repo, string host, string? wrong)
        => Assert.Equal(wrong, new RepoPolicy("ml.ink", AllowHttps: false, AllowLocal: false, GitHubHost: "github.com").Check(repo, host)?.Argument);

    [Fact]
    public void Check_WithoutAnApp_SaysThatGitHubIsNotConnected()
        => Assert.Equal("host", new RepoPolicy("ml.ink", AllowHttps: false, AllowLocal: false).Check("acme/shop", "github.com")?.Argument);

    /// <summary>update_service checks what is stored by the same rules.</summary>
    [Fact]
    public void Validate_OfAChangeToAServiceFromGitHub_KeepsItsRepo()
    {
        var spec = ServiceChange.AnySpec with { Repo = "acme/shop", Host = "github.com" };

        var (changed, errors) = new ServiceChange(Memory: "512Mi").Validate(spec, []);

        Assert.Empty(errors);
        Assert.Equal(("acme/shop", 512), (changed!.Spec.Repo, changed.Spec.MemoryMiB));
    }
}
