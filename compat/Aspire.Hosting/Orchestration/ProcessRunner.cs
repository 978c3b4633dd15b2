using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Runs executables and projects as child processes.</summary>
internal sealed class ProcessRunner(
    ResourceConfiguration configuration,
    EndpointAllocator endpoints,
    ResourceLoggerService loggers,
    ProcessGuard guard,
    ResourceOutput output,
    AppHostBuild build) : IResourceRunner
{
    public bool CanRun(IResource resource) => resource is ExecutableResource or ProjectResource;

    public async Task<IRunningInstance> StartAsync(IResource resource, int instance, CancellationToken cancellationToken)
    {
        var id = resource.GetInstanceNames()[instance];
        var logger = loggers.GetLogger(id);
        var own = await configuration.EnvironmentOfAsync(resource, instance, logger, cancellationToken);
        var arguments = await configuration.ArgumentsOfAsync(resource, instance, logger, cancellationToken);
        var environment = ResourceConfiguration.Inherited();
        foreach (var (name, value) in own)
        {
            environment[name] = value;
        }

        var specification = Specify(resource, id, environment, arguments);
        // What the instance before this one has left behind may keep its ports open for it.
        RequireFreePorts(resource, endpoints.ListeningPorts(resource, instance).Where(p => !LocalPorts.IsHeldBy(p.Value, $"{guard.Marker}{id}/")));
        return new ProcessInstance(ChildProcess.Start(specification, guard, (line, isError) => output.Write(resource, id, line, isError)), specification);
    }

    /// <exception cref="DistributedApplicationException">Somebody else listens there; the message says who, if this user may see it.</exception>
    public static void RequireFreePorts(IResource resource, IEnumerable<KeyValuePair<EndpointAnnotation, int>> ports)
    {
        foreach (var (endpoint, port) in ports)
        {
            if (endpoint.Protocol == ProtocolType.Tcp && !LocalPorts.IsFree(port, endpoint.TargetHost))
            {
                throw new DistributedApplicationException(
                    $"Resource '{resource.Name}' needs port {port} for its endpoint '{endpoint.Name}', but "
                    + $"{LocalPorts.HolderOf(port) ?? "another process"} is listening there. Stop it, or give the endpoint another port.");
            }
        }
    }

    private ProcessSpecification Specify(IResource resource, string id, Dictionary<string, string> environment, List<string> arguments)
    {
        if (resource is ProjectResource project)
        {
            var command = ProjectCommand.For(project, build);
            environment.TryAdd("DOTNET_ROOT", ProjectCommand.DotnetRoot);
            return new ProcessSpecification(id, command.Executable, [.. command.Arguments, .. arguments], command.ProjectDirectory, environment);
        }

        var executable = (ExecutableResource)resource;
        if (!Directory.Exists(executable.WorkingDirectory))
        {
            throw new DistributedApplicationException(
                $"The working directory '{executable.WorkingDirectory}' of resource '{resource.Name}' does not exist.");
        }

        var path = ExecutablePath.Find(executable.Command, executable.WorkingDirectory, environment.GetValueOrDefault("PATH"))
            ?? throw new DistributedApplicationException(
                $"The command '{executable.Command}' of resource '{resource.Name}' was not found, or is not executable. Install it, or correct the path.");
        return new ProcessSpecification(id, path, arguments, executable.WorkingDirectory, environment);
    }

    private sealed class ProcessInstance(ChildProcess child, ProcessSpecification specification) : IRunningInstance
    {
        public Task<int> Exited => child.Exited;

        public IReadOnlyList<ResourcePropertySnapshot> Properties { get; } =
        [
            new("executable.pid", child.Id),
            new("executable.path", specification.Command),
            new("executable.workDir", specification.WorkingDirectory),
        ];

        public Task StopAsync(TimeSpan patience, CancellationToken cancellationToken) => child.StopAsync(patience, cancellationToken);

        public void Dispose() => child.Dispose();
    }
}
