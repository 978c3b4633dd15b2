using DeployMcp.Domain.Resources;
using DeployMcp.Domain.Security;

namespace DeployMcp.Tests.Domain.Resources;

public class ResourceRequestTests
{
    [Theory]
    [InlineData("1Gi", 1_073_741_824L)]
    [InlineData("1.5Gi", 1_610_612_736L)]
    [InlineData("512Mi", 536_870_912L)]
    [InlineData("1GB", null)]
    [InlineData("-1Gi", null)]
    [InlineData("", null)]
    public void ByteSize_OfAText_IsWhatItSaysOrNothing(string text, long? bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    [Theory]
    [InlineData(1_073_741_824, "1Gi")]
    [InlineData(1_610_612_736, "1.5Gi")]
    [InlineData(20_971_520, "20Mi")]
    [InlineData(12_288, "12Ki")]
    [InlineData(0, "0Ki")]
    public void ByteSize_Shown_IsShort(long bytes, string text) => Assert.Equal(text, ByteSize.Show(bytes));

    [Fact]
    public void Variables_OfOne_AreNamedForNone_AndOfSeveralForEach()
    {
        Assert.Equal(["DATABASE_URL", "DATABASE_AUTH_TOKEN"], ResourceVariables.Of([new("my-db", HasToken: true)]).Select(v => v.Key));
        Assert.Equal(["DATABASE_URL"], ResourceVariables.Of([new("my-db", HasToken: false)]).Select(v => v.Key));
        Assert.Equal(
            ["MY_DB_URL", "MY_DB_AUTH_TOKEN", "_2ND_URL"],
            ResourceVariables.Of([new("my-db", HasToken: true), new("2nd", HasToken: false)]).Select(v => v.Key));
        Assert.Empty(ResourceVariables.Of([]));
    }

    [Theory]
    [InlineData("libsql://db.example.com", true)]
    [InlineData("postgres://u:p@db.example.com:5432/app?sslmode=require", true)]
    [InlineData("mongodb+srv://u:p@db.example.com/app", true)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://", false)]
    [InlineData("db.example.com", false)]
    [InlineData("https://db.example.com/ x", false)]
    public void ExternalUrl_IsTakenWhenADatabaseMayHaveIt(string url, bool isGood) => Assert.Equal(isGood, ExternalUrl.Problem(new Sensitive(url)) is null);

    [Fact]
    public void Validate_WithAUrlAndNoType_IsExternal()
    {
        var (made, errors) = new ResourceRequest("theirs", Url: new Sensitive("https://db.example.com")).Validate();

        Assert.Empty(errors);
        Assert.Equal((ResourceType.External, null), (made!.Type, made.MaxBytes));
    }

    [Theory]
    [InlineData("sqlite", "11Gi", null, "size")]
    [InlineData("sqlite", "1Ki", null, "size")]
    [InlineData("sqlite", null, "https://db.example.com", "url")]
    [InlineData("external", null, null, "url")]
    [InlineData("external", "1Gi", "https://db.example.com", "size")]
    [InlineData("redis", null, null, "type")]
    public void Validate_WithOneThingWrong_NamesThat(string type, string? size, string? url, string argument)
        => Assert.Equal(argument, Assert.Single(new ResourceRequest("x", type, size, Url: url is null ? null : new Sensitive(url)).Validate().Errors).Argument);
}
