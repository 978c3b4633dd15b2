using System.Diagnostics;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// Sees to it that the children don't outlive this process, even when it is killed with SIGKILL: a small shell in a session of its own reads
/// a pipe from here, and when that ends without a goodbye it stops what it has been told of.
/// </summary>
internal sealed class ProcessGuard : IAsyncDisposable
{
    // Reads "+ PID", "- PID", "c ENGINE NAME" and "bye". After the pipe's end: SIGTERM at once to those that were started from here,
    // after half a second to everything that belongs to them, SIGKILL after five.
    private const string Script =
        """
        trap '' INT TERM HUP QUIT PIPE
        cd / || exit 1
        exec >/dev/null 2>&1
        marker=$1
        leaders=
        containers=
        while read -r what one two; do
          case $what in
            +) leaders="$one $leaders" ;;
            -) rest=; for p in $leaders; do [ "$p" = "$one" ] || rest="$rest $p"; done; leaders=$rest ;;
            c) containers="$containers $one:$two" ;;
            bye) exit 0 ;;
          esac
        done
        table() {
          for f in /proc/[0-9]*/stat; do
            { read -r line < "$f"; } 2>/dev/null || continue
            id=${f#/proc/}; id=${id%/stat}
            set -- ${line##*) }
            [ "$1" = Z ] || echo "$id $2 $4"
          done
        }
        members() {
          found=" "
          for f in $(grep -la -- "$marker" /proc/[0-9]*/environ 2>/dev/null); do
            f=${f#/proc/}; found="$found${f%/environ} "
          done
          all=$(table)
          grown=1
          while [ "$grown" = 1 ]; do
            grown=0
            while read -r id parent session; do
              case $found in *" $id "*) continue ;; esac
              mine=0
              for l in $leaders; do [ "$session" = "$l" ] && mine=1; done
              case $found in *" $parent "*) mine=1 ;; esac
              [ "$mine" = 1 ] && { found="$found$id "; grown=1; }
            done <<END
        $all
        END
          done
          echo "$found"
        }
        for p in $leaders; do kill -TERM "$p"; done
        for c in $containers; do "${c%%:*}" rm -f "${c#*:}" & done
        step=0
        while [ "$step" -lt 100 ]; do
          now=$(members)
          [ -z "$(echo $now)" ] && break
          [ "$step" = 5 ] && kill -TERM $now
          [ "$step" -ge 50 ] && kill -KILL $now
          sleep 0.1
          step=$((step + 1))
        done
        wait
        """;

    private readonly Lock _lock = new();
    private Process? _shell;

    /// <summary>What every child carries in its environment, followed by the resource's name and a slash.</summary>
    public string Marker { get; } = $"ASPIRE_HOST_SESSION={Guid.NewGuid():N}/";

    public void Add(int processId) => Tell($"+ {processId}");

    public void Remove(int processId) => Tell($"- {processId}");

    public void AddContainer(string engine, string name) => Tell($"c {engine} {name}");

    /// <summary>Sends the guard away; to be called when everything is stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        Process? shell;
        lock (_lock)
        {
            (shell, _shell) = (_shell, null);
        }

        if (shell is null)
        {
            return;
        }

        await shell.StandardInput.WriteLineAsync("bye");
        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        shell.Dispose();
    }

    private void Tell(string line)
    {
        lock (_lock)
        {
            _shell ??= Start();
            _shell.StandardInput.WriteLine(line);
            _shell.StandardInput.Flush();
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(ExecutablePath.Require("setsid")) { RedirectStandardInput = true };
        foreach (var argument in new[] { ExecutablePath.Require("sh"), "-c", Script, "aspire-guard", Marker })
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start) ?? throw new DistributedApplicationException("The process guard did not start.");
    }
}
