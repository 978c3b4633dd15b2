using DeployMcp.Platform.Databases;
using DeployMcp.Platform.Databases.Turso;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DeployMcp.Tests.Platform.Databases.Turso;

public class TursoOptionsTests
{
    private static readonly (string, string)[] Good =
    [
        ("Databases:Provider", "turso"), ("Databases:Turso:Organization", "acme"), ("Databases:Turso:ApiToken", "eyJ-good"), ("Databases:Turso:Prefix", "dm1"),
    ];

    [Fact]
    public void AddDatabases_WithTurso_TakesItForNewDatabases()
    {
        using var services = Build(Good);

        Assert.Equal("turso", services.GetRequiredService<DatabaseProviders>().Current.Name);
        Assert.Equal("https://api.turso.tech/v1/locations", new Uri(services.GetRequiredService<IHttpClientFactory>().CreateClient(TursoTransport.ClientName).BaseAddress!, "v1/locations").AbsoluteUri);
    }

    [Fact]
    public void AddDatabases_WithAnotherProviderAndTursosSettings_KeepsTursoForOlderDatabases()
    {
        using var services = Build([.. Good[1..]]);

        Assert.Equal("turso", services.GetRequiredService<DatabaseProviders>().Named("turso").Name);
    }

    [Fact]
    public void AddDatabases_WithoutTursosSettings_HasNothingOfIt()
    {
        using var services = Build(("Databases:Turso:Group", "unused"));

        Assert.DoesNotContain(services.GetServices<IDatabaseProvider>(), p => p.Name == "turso");
        Assert.DoesNotContain(services.GetServices<IHostedService>(), s => s is TursoStartCheck);
    }

    [Fact]
    public void AddDatabases_WithNothingButTheName_SaysAllThatIsMissing()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Build(("Databases:Provider", "turso")));

        Assert.Equal(
            ["The settings of Turso can't be used:", "- Databases:Turso:Organization: is missing", "- Databases:Turso:Prefix: is missing", "- Databases:Turso:ApiToken: is missing"],
            thrown.Message.Split('\n').Select(l => l.Split(". ")[0]));
    }

    [Fact]
    public void AddDatabases_WithManyFaults_SaysThemAllAndNotTheToken()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Build(
            ("Databases:Provider", "turso"),
            ("Databases:Turso:Organization", "https://turso.tech/acme"),
            ("Databases:Turso:ApiToken", "eyJ-secret\n"),
            ("Databases:Turso:Prefix", "deploy-mcp"),
            ("Databases:Turso:Group", "My Group"),
            ("Databases:Turso:ApiUrl", "http://api.turso.tech/"),
            ("Databases:Turso:MaxWait", "-00:00:01"),
            ("Databases:Turso:ReadyTimeout", "01:00:00"),
            ("Databases:Turso:Regions:Frankfurt:Location", "aws-eu-central-1, Paris!"),
            ("Databases:Turso:Regions:eu-west-1:Location", " , ")));

        Assert.Equal(
            ["Organization", "Prefix", "Group", "ApiToken", "Regions:eu-west-1", "Regions:Frankfurt", "Regions:Frankfurt:Location", "ApiUrl", "MaxWait", "ReadyTimeout"],
            thrown.Message.Split('\n')[1..].Select(l => l["- Databases:Turso:".Length..].Split(": ")[0]));
        Assert.DoesNotContain("eyJ-secret", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d", false)]
    [InlineData("dm", true)]
    [InlineData("a1b2c", true)]
    [InlineData("a1b2c3", false)]
    [InlineData("1ab", false)]
    [InlineData("a-b", false)]
    [InlineData("Ab", false)]
    public void Check_OfAPrefix_TakesTwoToFiveLettersAndDigits(string prefix, bool isGood)
        => Assert.Equal(isGood, !TursoOptionsCheck.Check(new TursoOptions { Organization = "acme", ApiToken = "x", Prefix = prefix }).Any());

    [Theory]
    [InlineData("https://api.turso.tech", true)]
    [InlineData("http://127.0.0.1:8080/", true)]
    [InlineData("http://10.0.0.1/", false)]
    [InlineData("https://user:password@api.turso.tech/", false)]
    [InlineData("ftp://api.turso.tech/", false)]
    public void Check_OfTheAddress_TakesHttpsOrThisMachine(string address, bool isGood)
        => Assert.Equal(isGood, !TursoOptionsCheck.Check(new TursoOptions { Organization = "acme", ApiToken = "x", Prefix = "dm1", ApiUrl = new Uri(address) }).Any());

    private static ServiceProvider Build(params (string Name, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddDatabases(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build())
        .BuildServiceProvider();
}
