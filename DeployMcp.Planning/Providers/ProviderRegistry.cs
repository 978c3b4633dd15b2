using DeployMcp.Planning.Providers.Commands;
using DeployMcp.Planning.Providers.Node;
using DeployMcp.Planning.Providers.Static;

namespace DeployMcp.Planning.Providers;

/// <summary>The providers in the order in which they are asked; the first that recognises the source plans it.</summary>
internal static class ProviderRegistry
{
    public static IReadOnlyList<IProvider> Ordered { get; } = [new NodeProvider(), new StaticProvider(), new CommandsProvider()];

    public static IReadOnlyList<IProvider> StaticOnly { get; } = [new StaticProvider()];
}
