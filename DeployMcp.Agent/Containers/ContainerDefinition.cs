using System.Globalization;
using System.Text.Json.Nodes;
using DeployMcp.Planning.Containers;
using DeployMcp.Planning.Runtime;

namespace DeployMcp.Agent.Containers;

/// <summary>
/// The container of a revision as the engine's API takes it: without capabilities and with no way to gain any, within limits,
/// with no port published, since the edge reaches it by its own address. It is not restarted by the engine: the agent does that.
/// </summary>
internal static class ContainerDefinition
{
    public const string AgentLabel = "deploymcp.agent";

    private const int MaxProcesses = 1024;

    /// <summary>Services are the first to go when the machine runs out of memory, before the platform.</summary>
    private const int OomScore = 500;

    /// <param name="agent">The agent's instance id.</param>
    /// <param name="port">Handed over as PORT.</param>
    /// <param name="logBytes">Most that the engine keeps of what the container writes; the agent keeps its own log.</param>
    public static JsonObject Of(RevisionSpec spec, string agent, int port, EngineLimits limits, long logBytes)
    {
        var image = spec.Image!;
        var definition = new JsonObject
        {
            ["Image"] = image.Id,
            ["Env"] = Environment(spec, port),
            ["Labels"] = new JsonObject
            {
                [AgentLabel] = agent,
                [ImageName.ServiceLabel] = spec.ServiceId.ToString(),
                [ImageName.DeploymentLabel] = spec.DeploymentId.ToString(),
            },
            ["HostConfig"] = HostConfig(spec, limits, logBytes),
        };
        if (image.Command is { } command)
        {
            definition["Entrypoint"] = new JsonArray([.. command.Take(1).Select(c => (JsonNode)c)]);
            definition["Cmd"] = new JsonArray([.. command.Skip(1).Select(c => (JsonNode)c)]);
        }

        return definition;
    }

    private static JsonArray Environment(RevisionSpec spec, int port)
        => [.. spec.Environment.Where(v => v.Key != "PORT").Append(new("PORT", port.ToString(CultureInfo.InvariantCulture))).Select(v => (JsonNode)$"{v.Key}={v.Value}")];

    private static JsonObject HostConfig(RevisionSpec spec, EngineLimits limits, long logBytes)
    {
        var memory = spec.MemoryMiB * 1024L * 1024L;
        var config = new JsonObject
        {
            ["Memory"] = memory,
            ["MemorySwap"] = memory,
            ["OomScoreAdj"] = OomScore,
            ["CapDrop"] = new JsonArray("ALL"),
            ["SecurityOpt"] = new JsonArray("no-new-privileges"),
            ["Ulimits"] = new JsonArray(new JsonObject { ["Name"] = "core", ["Soft"] = 0, ["Hard"] = 0 }),
            ["NetworkMode"] = "bridge",
            ["RestartPolicy"] = new JsonObject { ["Name"] = "no" },
            ["LogConfig"] = new JsonObject
            {
                ["Type"] = "json-file",
                ["Config"] = new JsonObject { ["max-size"] = logBytes.ToString(CultureInfo.InvariantCulture), ["max-file"] = "1" },
            },
        };
        // Only for who needs it: not every engine has such an address.
        if (spec.Environment.Values.Any(v => v.Contains(MachineAddress.Host, StringComparison.Ordinal)))
            config["ExtraHosts"] = new JsonArray($"{MachineAddress.Host}:host-gateway");

        if (limits.Cpu)
            config["NanoCpus"] = spec.CpuMillis * 1_000_000L;

        if (limits.Processes)
            config["PidsLimit"] = MaxProcesses;

        return config;
    }
}
