using System.Net;
using System.Text.Json;

namespace DeployMcp.Agent.Containers;

/// <summary>Which limits the engine's machine can hold a container to; it refuses those that it can't.</summary>
internal sealed record EngineLimits(bool Cpu, bool Processes);

/// <param name="Deployment">As its label has it; null for one without.</param>
internal sealed record ListedContainer(string Id, string? Deployment);

/// <param name="Pid">Of its first process, as the engine's machine sees it; 0 when it doesn't run.</param>
/// <param name="Address">Where this machine reaches it; null when it doesn't run.</param>
internal sealed record ContainerState(bool Running, int Pid, int ExitCode, bool OutOfMemory, IPAddress? Address)
{
    public static ContainerState Read(JsonElement inspected)
    {
        var state = inspected.GetProperty("State");
        var address = inspected.GetProperty("NetworkSettings").GetProperty("Networks").EnumerateObject()
            .Select(n => n.Value.Text("IPAddress")).FirstOrDefault(a => a.Length > 0);
        return new ContainerState(
            state.Flag("Running"), state.GetProperty(nameof(Pid)).GetInt32(), state.GetProperty(nameof(ExitCode)).GetInt32(), state.Flag("OOMKilled"),
            address is null ? null : IPAddress.Parse(address));
    }
}

internal static class EngineJson
{
    /// <summary>Empty when there is none.</summary>
    public static string Text(this JsonElement element, string name)
        => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    public static bool Flag(this JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
