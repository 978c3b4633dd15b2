using System.Diagnostics;
using DeployMcp.Tests.Clients;

namespace DeployMcp.Tests.Server.Web.SignIn;

public class FirebaseScriptTests
{
    private static readonly string Project = Path.Combine(Repository.Root, "DeployMcp.Server", "Web", "SignIn", "Firebase");

    [Fact]
    public async Task CommittedBundle_IsWhatTheLockfileBuilds()
    {
        var directory = await NpmInstallation.OfProject(Project).InstallAsync();
        var bundle = Path.Combine(directory, "firebase-sign-in.js");
        File.Delete(bundle);

        var run = await ProcessRun.StartAsync(
            new ProcessStartInfo("npm", ["run", "build"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = directory },
            TimeSpan.FromMinutes(1),
            CancellationToken.None);

        Assert.True(run.ExitCode == 0, run.Output);
        Assert.True(
            File.ReadAllBytes(bundle).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(Project, "firebase-sign-in.js"))),
            "firebase-sign-in.js is not what its source and lockfile build: run 'npm ci && npm run build' there and commit the result.");
    }
}
