using System.Xml.Linq;

namespace DeployMcp.Tests.Architecture;

/// <summary>Who may reference whom: the table of the design's section 2, held against the project files themselves.</summary>
public class ProjectReferenceTests
{
    private static readonly string[] Binaries = ["Server", "Worker", "DeployerServer", "DeployerWorker", "GitServer", "Agent", "LibSql"];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Domain"] = [],
        ["Planning"] = ["Domain"],
        ["Workflows"] = ["Domain"],
        ["GraphQL"] = [],
        ["Data"] = ["Domain"],
        ["Platform"] = ["Domain", "Planning"],
        ["ServiceDefaults"] = [],
        ["Server"] = ["Domain", "Data", "GraphQL", "Platform", "Workflows", "ServiceDefaults"],
        ["Worker"] = ["Domain", "Data", "Platform", "Workflows", "ServiceDefaults"],
        ["DeployerServer"] = ["Domain", "Data", "Workflows", "ServiceDefaults"],
        ["DeployerWorker"] = ["Domain", "Data", "Planning", "Platform", "Workflows", "ServiceDefaults"],
        ["GitServer"] = ["Domain", "Data", "Workflows", "ServiceDefaults"],
        ["Agent"] = ["Domain", "Planning", "ServiceDefaults"],
        ["LibSql"] = ["Domain", "ServiceDefaults"],
        ["AppHost"] = Binaries,
    };

    /// <summary>Packages that only some projects may hold, because they are what keeps the pure ones pure.</summary>
    private static readonly Dictionary<string, string[]> PackageOwners = new(StringComparer.Ordinal)
    {
        ["Npgsql"] = ["Data", "AppHost", "Tests"],
        ["Dapper"] = ["Data", "Tests"],
        ["Temporalio"] = ["Workflows", "ServiceDefaults", "Tests"],
        ["Aspire.Hosting"] = ["AppHost", "Tests"],
        ["ModelContextProtocol.AspNetCore"] = ["Server", "Tests"],
        ["FirebaseAdmin"] = ["Platform", "Tests"],
    };

    public static TheoryData<string> Projects() => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_OfEachProject_AreAllowedByTheDesign(string project)
    {
        var references = Items(project, "ProjectReference").Select(i => Path.GetFileNameWithoutExtension(i)["DeployMcp.".Length..]);

        Assert.Empty(references.Except(Allowed[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Packages_OfEachProject_AreThoseItMayHold(string project)
    {
        var packages = Items(project, "PackageReference");

        Assert.DoesNotContain(packages, p => PackageOwners.TryGetValue(p, out var owners) && !owners.Contains(project));
    }

    [Fact]
    public void Projects_InTheRepository_AreAllInTheTable()
    {
        var projects = Directory.GetDirectories(Repository.Root, "DeployMcp.*").Select(d => Path.GetFileName(d)["DeployMcp.".Length..])
            .Where(p => p.Split('.')[0] != "Tests");

        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Compat_ReferencesNothingOfTheProduct()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "compat"), "*.csproj", SearchOption.AllDirectories);

        Assert.NotEmpty(projects);
        Assert.DoesNotContain(projects, p => File.ReadAllText(p).Contains("DeployMcp", StringComparison.Ordinal));
    }

    private static List<string> Items(string project, string item)
        => [.. XDocument.Load(Path.Combine(Repository.Root, $"DeployMcp.{project}", $"DeployMcp.{project}.csproj"))
            .Descendants(item).Select(e => (string)e.Attribute("Include")!)];
}
