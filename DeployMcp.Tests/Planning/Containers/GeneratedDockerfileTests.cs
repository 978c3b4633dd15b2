using System.Text.Encodings.Web;
using System.Text.Json;
using DeployMcp.Domain.Failures;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Containers.BuildKit;
using DeployMcp.Planning.Containers.Generated;
using DeployMcp.Planning.Plans;
using DeployMcp.Tests.Planning.Languages;
using DeployMcp.Tests.Snapshots;

namespace DeployMcp.Tests.Planning.Containers;

public sealed class GeneratedDockerfileTests
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly BaseImages Images = new(new Dictionary<string, string>(StringComparer.Ordinal));

    private static readonly BuildKitEndpoint Endpoint = new("tcp://build-1:1234", "/tls/ca.pem", "/tls/cert.pem", "/tls/key.pem", "buildkitd");

    private static readonly BuildKitSolve Solve = new(
        "/build/source/web", "/build/recipe", "Dockerfile", null, ["registry:5000/tenant-1/web:0123", "registry:5000/tenant-1/web:release-01"], "registry:5000/tenant-1/web:buildcache",
        [new("NPM_TOKEN", "/build/secrets/0")], [new(ImageName.ServiceLabel, "s1")], "service-1", "/build/metadata.json", Insecure: true)
    {
        Attestations = new Attestations(Provenance: true, "docker/buildkit-syft-scanner:1"),
    };

    public static TheoryData<string> Names() => [.. All().Where(c => PlanOf(c.Value) is { Image: null }).Select(c => c.Key)];

    /// <summary>Every provider's plans, those of a failure left out.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Of_PlanOfAProvider_IsAsRecorded(string name)
        => Snapshot.Match($"Planning/Generated/{name}.Dockerfile", TextOf(All()[name]));

    [Fact]
    public void Of_CommandWithDockerfileSyntax_StaysOneLineOfData()
    {
        var text = TextOf(new PlanCase(("a", "")) { Settings = PlanCase.Defaults with { BuildCommand = "cat <<EOF\n$HOME \\\nEOF\nFROM evil", StartCommand = "x" } });

        Assert.Equal(2, text.Split('\n').Count(l => l.StartsWith("FROM ", StringComparison.Ordinal)));
        Assert.DoesNotContain("<<", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_BuildKitRequest_IsAsRecorded() => Snapshot.Match("Planning/buildkit-commands.json", JsonSerializer.Serialize(
        new
        {
            buildctl = BuildctlCommand.Of(Endpoint, Solve),
            buildctlRailpack = BuildctlCommand.Of(new BuildKitEndpoint("unix:///run/buildkit.sock"), Solve with { Frontend = "railpack-frontend:1", File = "railpack-plan.json", SecretsDigest = "d", Cache = null, Attestations = Attestations.None, Insecure = false }),
            buildxCreate = BuildxCommand.Create(Endpoint),
            buildx = BuildxCommand.Of(Endpoint, Solve),
            buildxRailpack = BuildxCommand.Of(Endpoint, Solve with { Frontend = "railpack-frontend:1", File = "railpack-plan.json", SecretsDigest = "d", Cache = null, Attestations = Attestations.None, Insecure = false }),
            railpack = RailpackCommand.Prepare("/build/source", "/build/plan.json", PlanCase.Defaults with { InstallCommand = "i", BuildCommand = "b", StartCommand = "s" }, ["TOKEN"]),
        },
        Json));

    [Theory]
    [InlineData("tenant-1", "web", true)]
    [InlineData("tenant-1", "a--b", true)]
    [InlineData("tenant-1", "../web", false)]
    [InlineData("Tenant", "web", false)]
    [InlineData("tenant-1", "web:1", false)]
    public void Of_NamesOfARepository_OnlyWhatRegistriesTake(string tenant, string service, bool isOne)
    {
        if (!isOne)
        {
            Assert.Throws<ArgumentException>(() => RegistryRepository.Of("r:5000", tenant, service));
            return;
        }

        var repository = RegistryRepository.Of("r:5000", tenant, service);
        Assert.Equal($"r:5000/{tenant}/{service}:c1", repository.Tagged("c1"));
        Assert.Equal($"r:5000/{tenant}/{service}@sha256:0", repository.ByDigest("sha256:0"));
    }

    private static Dictionary<string, PlanCase> All()
        => PlanCases.All.Concat(LanguagePlanCases.All.Select(c => KeyValuePair.Create($"Languages/{c.Key}", c.Value))).ToDictionary(StringComparer.Ordinal);

    private static string TextOf(PlanCase source)
    {
        var plan = PlanOf(source)!;
        return GeneratedDockerfile.Of(plan, Images, new GeneratedInputs(
            "release-1", "service-1", InstallManifests.Of(plan, source.Tree),
            [.. plan.NpmTools.Select(t => new FetchedTool(t.Program, t.Package, t.Range, "node_modules/.bin", t.AtRuntime))]));
    }

    private static BuildPlan? PlanOf(PlanCase source)
    {
        try
        {
            return source.Plan();
        }
        catch (DeploymentFailureException)
        {
            return null;
        }
    }
}
