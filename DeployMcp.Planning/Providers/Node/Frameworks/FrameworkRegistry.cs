namespace DeployMcp.Planning.Providers.Node.Frameworks;

/// <summary>The frameworks in the order in which they are looked for: those built upon others first.</summary>
internal static class FrameworkRegistry
{
    private static readonly Func<NodeProject, Framework?>[] Ordered =
    [
        NextFramework.Of, NuxtFramework.Of, ReactRouterFramework.Of, SvelteKitFramework.Of, AstroFramework.Of, AngularFramework.Of, NestFramework.Of, SiteGenerators.Of,
    ];

    public static Framework? Find(NodeProject project)
        => project.Package is null ? null : Ordered.Select(of => of(project)).FirstOrDefault(f => f is not null);
}
