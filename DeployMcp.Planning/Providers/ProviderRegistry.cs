using DeployMcp.Planning.Providers.Commands;
using DeployMcp.Planning.Providers.Deno;
using DeployMcp.Planning.Providers.Dotnet;
using DeployMcp.Planning.Providers.Elixir;
using DeployMcp.Planning.Providers.Go;
using DeployMcp.Planning.Providers.Java;
using DeployMcp.Planning.Providers.Node;
using DeployMcp.Planning.Providers.Php;
using DeployMcp.Planning.Providers.Python;
using DeployMcp.Planning.Providers.Ruby;
using DeployMcp.Planning.Providers.Rust;
using DeployMcp.Planning.Providers.Static;

namespace DeployMcp.Planning.Providers;

/// <summary>
/// The providers in the order in which they are asked; the first that recognises the source plans it. Languages whose apps often
/// bring a package.json along, for what browsers load, come before Node.js.
/// </summary>
internal static class ProviderRegistry
{
    public static IReadOnlyList<IProvider> Ordered { get; } =
    [
        new PhpProvider(),
        new RubyProvider(),
        new PythonProvider(),
        new ElixirProvider(),
        new GoProvider(),
        new RustProvider(),
        new JavaProvider(),
        new DotnetProvider(),
        new DenoProvider(),
        new NodeProvider(),
        new StaticProvider(),
        new CommandsProvider(),
    ];

    public static IReadOnlyList<IProvider> StaticOnly { get; } = [new StaticProvider()];
}
