using System.Globalization;

namespace DeployMcp.Planning.Sandbox;

/// <param name="Uid">The unprivileged uid and gid to run under; null where the platform itself is not root and can't change it.</param>
/// <param name="MaxFileSizeMiB">Largest file that the process may write, in MiB; null for no limit.</param>
/// <param name="MaxProcesses">Most processes and threads of the uid at a time; only where <paramref name="Uid"/> is given.</param>
public sealed record SandboxOptions(int? Uid, int? MaxFileSizeMiB = null, int? MaxProcesses = null);

/// <summary>
/// User code's command line: in a session of its own, so that one signal reaches all of it; under its own uid without
/// capabilities and with no way to gain any; with resource limits. Data in, argument list out.
/// </summary>
public static class SandboxCommand
{
    /// <summary>Uids of services are counted from here, far above those of people and of the system.</summary>
    public const int FirstUid = 200_000;

    public static int UidOf(int slot) => FirstUid + slot;

    public static IReadOnlyList<string> Wrap(SandboxOptions options, IReadOnlyList<string> command)
    {
        List<string> wrapped = ["setsid", "setpriv", "--no-new-privs"];
        if (options.Uid is { } uid)
        {
            var id = uid.ToString(CultureInfo.InvariantCulture);
            wrapped.AddRange([$"--reuid={id}", $"--regid={id}", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"]);
        }

        wrapped.AddRange(["prlimit", "--core=0"]);
        if (options.MaxFileSizeMiB is { } mebibytes)
        {
            wrapped.Add(string.Create(CultureInfo.InvariantCulture, $"--fsize={mebibytes * 1024L * 1024L}"));
        }

        if (options is { Uid: not null, MaxProcesses: { } processes })
        {
            wrapped.Add($"--nproc={processes.ToString(CultureInfo.InvariantCulture)}");
        }

        wrapped.Add("--");
        wrapped.AddRange(command);
        return wrapped;
    }
}
