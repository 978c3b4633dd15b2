using System.Text.Json;
using System.Text.Json.Nodes;
using DeployMcp.Domain.Deployments;
using DeployMcp.Domain.Failures;
using DeployMcp.Domain.Security;
using DeployMcp.Domain.Services;
using DeployMcp.Platform.Builders;
using DeployMcp.Tests.Fixtures;

namespace DeployMcp.Tests.DeployerWorker;

/// <summary>Every app in <c>examples/</c> does what its <c>test.json</c> says.</summary>
public sealed class ExamplesTests(DeployerBench bench) : IClassFixture<DeployerBench>
{
    private static readonly string Root = Path.Combine(Repository.Root, "examples");
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Heavy ones only where <c>DEPLOYMCP_HEAVY_EXAMPLES=1</c> asks for them: they take minutes and a GB of downloads.</summary>
    public static TheoryData<string> Names()
        => [.. Directory.EnumerateFiles(Root, "test.json", SearchOption.AllDirectories)
            .Where(f => Environment.GetEnvironmentVariable("DEPLOYMCP_HEAVY_EXAMPLES") == "1" || (bool?)JsonNode.Parse(File.ReadAllText(f))!["heavy"] != true)
            .Select(f => Path.GetRelativePath(Root, Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Example_Deployed_DoesWhatItsTestSays(string name)
    {
        var directory = Path.Combine(Root, name);
        var test = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "test.json")))!.AsObject();
        var repo = await bench.CreateRepoAsync();
        if ((string?)test["repo"] != "empty")
        {
            await repo.CommitAsync([.. Directory.EnumerateFiles(directory, "*", SearchOption.AllDirectories).Select(f => (Path.GetRelativePath(directory, f), File.ReadAllText(f)))]);
        }

        var (spec, variables, resources) = Arguments(test["service"]!);
        var (service, deployment) = await bench.CreateServiceAsync(repo, s => spec with { Repo = s.Repo }, variables, resources);

        if (NeedsDocker(test))
        {
            await TestDocker.IsAvailableAsync();
        }

        var result = await bench.RunAsync(deployment);

        var expected = await ExpectedAsync(test);
        if (expected["failure"] is { } failure)
        {
            Assert.Equal(failure.GetValue<string>(), result.FailureCode?.ToWire());
            AssertExplained(expected, (await bench.FindAsync(deployment)).Failure!);
            return;
        }

        if (result.FailureCode == FailureCode.NoProvider)
        {
            AssertNamesMissingToolchain((await bench.FindAsync(deployment)).Failure!);
            return;
        }

        Assert.True(expected["status"]!.GetValue<string>() == result.Status.ToWire(), $"{(await bench.FindAsync(deployment)).Failure}\n{await bench.LogAsync(deployment)}");
        Assert.Contains(expected["contains"]!.GetValue<string>(), await bench.Agent.GetAsync(service.Hostname, expected["path"]!.GetValue<string>()), StringComparison.Ordinal);
    }

    /// <summary>Where this machine lacks the example's toolchain, the platform says which program and what brings it.</summary>
    private static void AssertNamesMissingToolchain(Failure failure)
    {
        const string notFound = "Not found on the PATH: ";
        Assert.StartsWith(notFound, failure.Evidence, StringComparison.Ordinal);
        var tool = failure.Evidence![notFound.Length..];
        Assert.Null(ToolPath.Find(tool));
        Assert.Matches($@"^Install {tool} \((apt-get install|npm install) [a-z0-9 -]+\)", failure.Next);
    }

    private static void AssertExplained(JsonNode expected, Failure failure)
    {
        foreach (var (key, text) in new[] { ("message_contains", failure.Message), ("evidence_contains", failure.Evidence ?? ""), ("next_contains", failure.Next) })
        {
            Assert.Contains((string?)expected[key] ?? "", text, StringComparison.Ordinal);
        }
    }

    private static bool NeedsDocker(JsonObject test) => (string?)test["needs"] == "docker-base";

    /// <summary>Where no container engine can be had, what needs one is told what to install.</summary>
    private static async Task<JsonNode> ExpectedAsync(JsonObject test)
        => NeedsDocker(test) && !await TestDocker.IsAvailableAsync()
            ? new JsonObject { ["failure"] = "no_provider", ["evidence_contains"] = "docker" }
            : test["expect"]!;

    /// <summary>The arguments of create_service, through the product's own check.</summary>
    private static (ServiceSpec Spec, EnvVar[] Variables, string[] Resources) Arguments(JsonNode arguments)
    {
        var given = arguments.DeepClone().AsObject();
        var variables = given["env_vars"]?.AsArray().Select(v => KeyValuePair.Create(v!["key"]!.GetValue<string>(), v["value"]!.GetValue<string>())).ToList() ?? [];
        given.Remove("env_vars");
        (given["repo"], given["name"]) = ("example", "example");
        var request = given.Deserialize<ServiceRequest>(SnakeCase)! with { EnvVars = variables };
        var checkedRequest = request.Validate(new RepoPolicy("ml.ink", AllowHttps: false, AllowLocal: false));
        Assert.Empty(checkedRequest.Errors);
        return (checkedRequest.Value!.Spec, [.. checkedRequest.Value.EnvVars.Select(v => new EnvVar(v.Key, new Sensitive(v.Value.Reveal())))], [.. checkedRequest.Value.Resources]);
    }
}
