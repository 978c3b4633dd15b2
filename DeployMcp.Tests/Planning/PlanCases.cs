using DeployMcp.Domain.Services;
using DeployMcp.Planning.Plans;

namespace DeployMcp.Tests.Planning;

/// <summary>The trees whose plans, or whose failures, are kept as snapshots.</summary>
internal static class PlanCases
{
    private const string Express = """{"name":"shop","version":"1.2.3","scripts":{"start":"node index.js"},"dependencies":{"express":"^4.21.0"}}""";
    private const string Vite = """{"name":"spa","private":true,"scripts":{"dev":"vite","build":"vite build"},"devDependencies":{"vite":"^7.0.0"}}""";
    private const string Lockfile = """{"name":"shop","lockfileVersion":3,"packages":{}}""";

    private static readonly PlanSettings DockerfileSettings = PlanCase.Defaults with { BuildPack = BuildPack.Dockerfile };

    public static IReadOnlyDictionary<string, PlanCase> All { get; } = new Dictionary<string, PlanCase>(StringComparer.Ordinal)
    {
        ["node-express"] = new(("package.json", Express), ("index.js", "")),
        ["node-lockfile"] = new(("package.json", Express), ("package-lock.json", Lockfile), ("index.js", "")),
        ["node-build-and-start"] = new(("package.json", """{"name":"api","scripts":{"build":"tsc","start":"node dist/main.js"},"devDependencies":{"typescript":"^5.0.0"}}"""), ("src/main.ts", "")),
        ["node-start-with-hooks"] = new(("package.json", """{"scripts":{"prestart":"node seed.js","start":"node a.js"}}"""), ("a.js", "")),
        ["node-start-with-shell"] = new(("package.json", """{"name":"it's","scripts":{"start":"NODE_OPTIONS=--no-warnings node a.js && echo done"}}"""), ("a.js", "")),
        ["node-main"] = new(("package.json", """{"main":"./src/app.js"}"""), ("src/app.js", "")),
        ["node-main-built"] = new(("package.json", """{"main":"dist/index.js","scripts":{"build":"tsc"}}"""), ("src/index.ts", "")),
        ["node-procfile"] = new(("package.json", "{}"), ("Procfile", "release: node migrate.js\nweb: node web.js --cluster\n"), ("web.js", "")),
        ["node-server-js-only"] = new(("server.js", ""), ("README.md", "")),
        ["node-entry-file"] = new(("package.json", """{"name":"plain"}"""), ("app.js", "")),
        ["node-install-scripts"] = new(("package.json", """{"scripts":{"postinstall":"node gen.js","start":"node a.js"},"dependencies":{"a":"1.0.0"}}"""), ("a.js", "")),
        ["node-git-dependency"] = new(("package.json", """{"scripts":{"start":"node a.js"},"dependencies":{"a":"github:someone/a"}}"""), ("a.js", "")),
        ["node-local-dependency"] = new(("package.json", """{"scripts":{"start":"node a.js"},"dependencies":{"a":"file:./packages/a"}}"""), ("a.js", "")),
        ["node-workspaces"] = new(("package.json", """{"workspaces":["packages/*"],"scripts":{"start":"node a.js"}}"""), ("a.js", "")),
        ["node-npmrc"] = new(("package.json", Express), (".npmrc", "registry=https://registry.example/"), ("index.js", "")),
        ["node-pnpm"] = new(("package.json", Express), ("pnpm-lock.yaml", ""), ("index.js", "")),
        ["node-yarn"] = new(("package.json", Express), ("yarn.lock", ""), ("index.js", "")),
        ["node-root-directory"] = new(("package.json", """{"workspaces":["x"]}"""), ("apps/web/package.json", Express), ("apps/web/index.js", "")) { Settings = PlanCase.Defaults with { RootDirectory = "apps/web" } },
        ["node-overrides"] = new(("package.json", Express), ("index.js", "")) { Settings = PlanCase.Defaults with { InstallCommand = "npm ci --omit=dev", BuildCommand = "make all", StartCommand = "node other.js | tee log" } },
        ["node-vite"] = new(("package.json", Vite), ("index.html", ""), ("src/main.js", "")),
        ["node-vite-with-dev-start"] = new(("package.json", """{"scripts":{"start":"vite --host","build":"vite build"}}"""), ("index.html", "")),
        ["node-publish-directory"] = new(("package.json", Vite), ("index.html", "")) { Settings = PlanCase.Defaults with { PublishDirectory = "web/out" } },
        ["node-browser-index-js"] = new(("package.json", """{"scripts":{"build":"webpack"}}"""), ("index.html", ""), ("index.js", "")),
        ["node-nothing-to-start"] = new(("package.json", """{"name":"lib"}"""), ("lib/x.js", "")),
        ["node-broken-package-json"] = new(("package.json", "{\"name\": "), ("index.js", "")),
        ["static-root"] = new(("index.html", ""), ("style.css", "")),
        ["static-public"] = new(("public/index.html", ""), ("README.md", "")),
        ["static-package-without-build"] = new(("package.json", """{"devDependencies":{"prettier":"*"}}"""), ("index.html", "")),
        ["static-pack-builds-first"] = new(("package.json", Vite), ("index.html", "")) { Settings = PlanCase.Defaults with { BuildPack = BuildPack.Static } },
        ["static-pack-publish-directory"] = new(("site/index.html", ""), ("server.js", "")) { Settings = PlanCase.Defaults with { BuildPack = BuildPack.Static, PublishDirectory = "site" } },
        ["static-pack-without-pages"] = new(("README.md", "")) { Settings = PlanCase.Defaults with { BuildPack = BuildPack.Static } },
        ["static-publish-directory-missing"] = new(("index.html", "")) { Settings = PlanCase.Defaults with { BuildPack = BuildPack.Static, PublishDirectory = "dist" } },
        ["commands-only"] = new(("run.sh", "")) { Settings = PlanCase.Defaults with { StartCommand = "sh run.sh" } },
        ["no-provider"] = new(("main.zig", ""), ("src/a.zig", "")),
        ["root-directory-missing"] = new(("package.json", Express)) { Settings = PlanCase.Defaults with { RootDirectory = "web" } },
        ["empty"] = new(),
        ["dockerfile"] = Dockerfile("FROM node:22\nCOPY . .\nEXPOSE 8080\nCMD [\"node\", \"a.js\"]\n"),
        ["dockerfile-stages"] = Dockerfile(
            """
            # syntax=docker/dockerfile:1
            ARG NODE=22
            FROM --platform=$BUILDPLATFORM node:${NODE}-slim AS build
            ARG API_URL
            ARG COMMIT=unknown OTHER
            EXPOSE 9229
            RUN --mount=type=secret,id=NPM_TOKEN --mount=type=cache,target=/root/.npm \
                # a comment between
                npm ci && \
                npm run build
            RUN <<EOF
            EXPOSE 1
            FROM nowhere
            EOF
            FROM nginx:1.27 as serve
            ENV PORT=8000 OTHER="a b"
            COPY --from=build /app/dist /usr/share/nginx/html
            expose 53/udp ${PORT} 9000-9001
            FROM serve
            CMD ["nginx"]
            """),
        ["dockerfile-start-command"] = Dockerfile("FROM scratch\nCMD [\"/a\"]\n") with { Settings = DockerfileSettings with { StartCommand = "/b --x", InstallCommand = "npm ci" } },
        ["dockerfile-containerfile"] = new(("Containerfile", "FROM a\n")) { Settings = DockerfileSettings },
        ["dockerfile-root-directory"] = new(("web/Dockerfile", "FROM a\n"), ("Dockerfile", "FROM b\n")) { Settings = DockerfileSettings with { RootDirectory = "web" } },
        ["dockerfile-elsewhere"] = new(("docker/Dockerfile", "FROM a\n"), ("main.go", "")) { Settings = DockerfileSettings },
        ["dockerfile-without-from"] = Dockerfile("# nothing yet\n"),
        ["dockerfile-not-recognised-otherwise"] = new(("Dockerfile", "FROM a\n"), ("main.zig", "")),
    };

    private static PlanCase Dockerfile(string text) => new(("Dockerfile", text)) { Settings = DockerfileSettings };
}
