using DeployMcp.Planning.Plans;

namespace DeployMcp.Planning.Containers.Generated;

/// <summary>On which image the steps of a plan run: by the first of its tools that one is for.</summary>
/// <param name="Overrides">The operator's own, by tool; <c>*</c> is for every plan, <see cref="Nginx"/> for what serves sites.</param>
public sealed record BaseImages(IReadOnlyDictionary<string, string> Overrides)
{
    public const string Nginx = "nginx";

    private const string Any = "*";

    /// <summary>Tools of a language before the Node that builds its assets. Debian-based: native modules need its C library.</summary>
    private static readonly (string Tool, string Image)[] Known =
    [
        ("dotnet", "mcr.microsoft.com/dotnet/sdk:10.0"), ("go", "docker.io/library/golang:1.25-bookworm"), ("cargo", "docker.io/library/rust:1.90-bookworm"),
        ("composer", "docker.io/library/composer:2"), ("php", "docker.io/library/php:8.4-cli-bookworm"), ("bundle", "docker.io/library/ruby:3.4-bookworm"),
        ("ruby", "docker.io/library/ruby:3.4-bookworm"), ("gradle", "docker.io/library/gradle:9-jdk21"), ("mvn", "docker.io/library/maven:3-eclipse-temurin-21"),
        ("javac", "docker.io/library/eclipse-temurin:21-jdk"), ("java", "docker.io/library/eclipse-temurin:21-jdk"), ("mix", "docker.io/library/elixir:1.18"),
        ("deno", "docker.io/denoland/deno:debian-2.5.0"), ("uv", "ghcr.io/astral-sh/uv:python3.13-bookworm"), ("python3", "docker.io/library/python:3.13-bookworm"),
        ("bun", "docker.io/oven/bun:1-debian"), ("node", "docker.io/library/node:22-bookworm"),
    ];

    private const string Plain = "docker.io/library/buildpack-deps:bookworm";

    private const string NginxUnprivileged = "docker.io/nginxinc/nginx-unprivileged:1.29-bookworm";

    public string ForSites => Overrides.GetValueOrDefault(Nginx) ?? NginxUnprivileged;

    public string Of(BuildPlan plan)
    {
        var known = Known.FirstOrDefault(k => plan.Tools.Contains(k.Tool, StringComparer.Ordinal));
        return Overrides.GetValueOrDefault(known.Tool ?? "sh") ?? Overrides.GetValueOrDefault(Any) ?? known.Image ?? Plain;
    }
}
