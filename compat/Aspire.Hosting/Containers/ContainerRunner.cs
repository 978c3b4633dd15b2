using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Containers;

/// <summary>Runs containers through the engine's command line, on one network of this AppHost, with ports published on loopback.</summary>
internal sealed class ContainerRunner(
    IConfiguration configuration,
    ResourceConfiguration resources,
    ResourceLoggerService loggers,
    ResourceOutput output,
    ProcessGuard guard) : IResourceRunner
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ContainerEngine? _engine;

    private string Suffix => configuration["AppHost:Sha256"]![..8].ToLowerInvariant();

    private string Network => $"aspire-{Suffix}";

    public bool CanRun(IResource resource) => resource is ContainerResource;

    public async Task<IRunningInstance> StartAsync(IResource resource, int instance, CancellationToken cancellationToken)
    {
        var container = (ContainerResource)resource;
        var engine = await ReadyEngineAsync(cancellationToken);
        var name = container.TryGetLastAnnotation<ContainerNameAnnotation>(out var given) ? given.Name : $"{container.Name}-{Suffix}";
        var persists = container.TryGetLastAnnotation<ContainerLifetimeAnnotation>(out var lifetime) && lifetime.Lifetime == ContainerLifetime.Persistent;
        var (found, state, _) = await engine.ExecuteAsync(["container", "inspect", "--format", "{{.State.Running}}", name], cancellationToken);
        if (persists && found == 0)
        {
            if (state.Trim() != "true")
            {
                await engine.RunAsync(["start", name], cancellationToken);
            }
        }
        else
        {
            await engine.ExecuteAsync(["rm", "--force", name], cancellationToken);
            await RunAsync(engine, container, name, cancellationToken);
        }

        if (!persists)
        {
            guard.AddContainer(engine.Command, name);
        }

        var logs = FollowLogs(engine, container, name);
        return new ContainerInstance(engine, name, persists, logs);
    }

    private async Task<ContainerEngine> ReadyEngineAsync(CancellationToken token)
    {
        await _gate.WaitAsync(token);
        try
        {
            if (_engine is null)
            {
                var engine = await ContainerEngine.FindAsync(configuration, token);
                var (code, _, _) = await engine.ExecuteAsync(["network", "inspect", Network], token);
                if (code != 0)
                {
                    await engine.RunAsync(["network", "create", Network], token);
                }

                _engine = engine;
            }

            return _engine;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task RunAsync(ContainerEngine engine, ContainerResource container, string name, CancellationToken token)
    {
        if (!container.TryGetContainerImageName(out var image))
        {
            throw new DistributedApplicationException($"The container resource '{container.Name}' has no image. Use WithImage.");
        }

        var environment = await resources.EnvironmentOfAsync(container, instance: 0, loggers.GetLogger(container), token);
        var file = await WriteEnvironmentAsync(environment, token);
        try
        {
            List<string> arguments =
            [
                "run", "--detach", "--name", name, "--network", Network, "--network-alias", container.Name,
                "--add-host", $"{KnownHostNames.DockerDesktopHostBridge}:host-gateway", "--env-file", file,
                .. PortArguments(container), .. MountArguments(container), .. await resources.RuntimeArgumentsOfAsync(container, token),
            ];
            arguments.AddRange(container.Entrypoint is { } entrypoint ? ["--entrypoint", entrypoint] : []);
            arguments.Add(image);
            arguments.AddRange(await resources.ArgumentsOfAsync(container, instance: 0, loggers.GetLogger(container), token));
            await engine.RunAsync(arguments, token);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A file that only this user reads: values on a command line could be seen by everybody on the machine.</summary>
    /// <exception cref="DistributedApplicationException">A value has a line break, which such a file can't carry.</exception>
    private static async Task<string> WriteEnvironmentAsync(Dictionary<string, string> environment, CancellationToken token)
    {
        if (environment.FirstOrDefault(e => e.Value.Contains('\n', StringComparison.Ordinal)).Key is { } broken)
        {
            throw new DistributedApplicationException($"The value of the environment variable '{broken}' contains a line break, which a container's can't.");
        }

        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, environment.Select(e => $"{e.Key}={e.Value}"), token);
        return file;
    }

    private static IEnumerable<string> PortArguments(ContainerResource container)
        => container.Annotations.OfType<EndpointAnnotation>().SelectMany(e => new[]
        {
            "--publish",
            string.Create(
                CultureInfo.InvariantCulture,
                $"127.0.0.1:{e.AllocatedEndpoint!.Port}:{e.TargetPort}/{e.Protocol.ToString().ToLowerInvariant()}"),
        });

    private static IEnumerable<string> MountArguments(ContainerResource container)
        => container.Annotations.OfType<ContainerMountAnnotation>().SelectMany(m => new[]
        {
            "--mount",
            $"type={(m.Type == ContainerMountType.BindMount ? "bind" : "volume")}"
                + (m.Source is null ? string.Empty : $",source={m.Source}") + $",target={m.Target}" + (m.IsReadOnly ? ",readonly" : string.Empty),
        });

    /// <summary>The engine's own client follows the log and ends with the container.</summary>
    private ChildProcess FollowLogs(ContainerEngine engine, ContainerResource container, string name)
        => ChildProcess.Start(
            new ProcessSpecification(container.Name, engine.Command, ["logs", "--follow", name], "/", ResourceConfiguration.Inherited()),
            guard,
            (line, isError) => output.Write(container, container.Name, line, isError));

    private sealed class ContainerInstance : IRunningInstance
    {
        private readonly ContainerEngine _engine;
        private readonly string _name;
        private readonly bool _persists;
        private readonly ChildProcess _logs;
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ContainerInstance(ContainerEngine engine, string name, bool persists, ChildProcess logs)
        {
            (_engine, _name, _persists, _logs) = (engine, name, persists, logs);
            Properties = [new ResourcePropertySnapshot("container.name", name)];
            Exited = ObserveAsync();
        }

        public Task<int> Exited { get; }

        public IReadOnlyList<ResourcePropertySnapshot> Properties { get; }

        /// <summary>A persistent container goes on running; only its log isn't followed any more.</summary>
        public async Task StopAsync(TimeSpan patience, CancellationToken cancellationToken)
        {
            if (_persists)
            {
                _released.TrySetResult();
            }
            else
            {
                var seconds = ((int)patience.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                await _engine.ExecuteAsync(["stop", "--time", seconds, _name], CancellationToken.None);
                await Exited;
                await _engine.ExecuteAsync(["rm", "--force", _name], CancellationToken.None);
            }

            await _logs.StopAsync(TimeSpan.FromSeconds(1), cancellationToken);
        }

        public void Dispose() => _logs.Dispose();

        private async Task<int> ObserveAsync()
        {
            while (true)
            {
                var waiting = _engine.ExecuteAsync(["wait", _name], CancellationToken.None);
                if (await Task.WhenAny(waiting, _released.Task) == _released.Task)
                {
                    return 0;
                }

                // The client alone may have ended, for example with the engine's restart: the container decides.
                var (ended, output, _) = await waiting;
                if (ended == 0 && int.TryParse(output, CultureInfo.InvariantCulture, out var code))
                {
                    return code;
                }

                var (found, state, _) = await _engine.ExecuteAsync(
                    ["container", "inspect", "--format", "{{.State.Running}} {{.State.ExitCode}}", _name],
                    CancellationToken.None);
                if (found != 0 || !state.StartsWith("true", StringComparison.Ordinal))
                {
                    return int.TryParse(state.Split(' ').Last(), CultureInfo.InvariantCulture, out var last) ? last : 0;
                }

                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }
}
