using System.ComponentModel;
using System.Diagnostics;

namespace DeployMcp.AppHost.Postgres;

internal static class ContainerEngine
{
    /// <summary>Whether Docker or Podman is there and answers.</summary>
    public static bool IsRunning() => Answers("docker") || Answers("podman");

    private static bool Answers(string program)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, ["info"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            return process.WaitForExit(TimeSpan.FromSeconds(5)) && process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}
