namespace DeployMcp.Planning.Providers.Node.Frameworks;

internal static class NestFramework
{
    public static Framework? Of(NodeProject project) => !project.DependsOn("@nestjs/core")
        ? null
        : new Framework("NestJS", "package.json depends on @nestjs/core")
        {
            Build = project.DependsOn("@nestjs/cli") ? "nest build" : null,
            Start = project.Package!.Script("start:prod") is null ? "node dist/main.js" : null,
            ReplacedStarts = ["nest start"],
        };
}
