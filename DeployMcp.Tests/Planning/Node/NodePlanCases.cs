namespace DeployMcp.Tests.Planning.Node;

/// <summary>Trees of the Node frameworks, package managers and workspaces whose plans are kept as snapshots.</summary>
internal static class NodePlanCases
{
    private const string Start = "\"scripts\":{\"start\":\"node a.js\"}";
    private const string YarnBerryLock = "# This file is generated\n\n__metadata:\n  version: 8\n";

    public static IReadOnlyDictionary<string, PlanCase> All { get; } = new Dictionary<string, PlanCase>(StringComparer.Ordinal)
    {
        ["pnpm-pinned"] = App("\"packageManager\":\"pnpm@9.1.0+sha512.abc\",\"dependencies\":{\"a\":\"1\"}", ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")),
        ["pnpm-pinned-without-lockfile"] = App("\"packageManager\":\"pnpm@9.1.0\",\"dependencies\":{\"a\":\"1\"}"),
        ["pnpm-old-lockfile"] = App("\"dependencies\":{\"a\":\"1\"}", ("pnpm-lock.yaml", "lockfileVersion: 5.4\n")),
        ["pnpm-patches"] = App("\"dependencies\":{\"a\":\"1\"},\"pnpm\":{\"patchedDependencies\":{\"a@1\":\"patches/a.patch\"}}", ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n")),
        ["pinned-to-a-url"] = App("\"packageManager\":\"pnpm@https://example.com/pnpm.tgz\",\"dependencies\":{\"a\":\"1\"}"),
        ["yarn-classic"] = App("\"dependencies\":{\"a\":\"1\"}", ("yarn.lock", "# yarn lockfile v1\n")),
        ["yarn-berry"] = App("\"dependencies\":{\"a\":\"1\"}", ("yarn.lock", YarnBerryLock), (".yarnrc.yml", "nodeLinker: pnp\n")),
        ["yarn-berry-pinned-without-lockfile"] = App("\"packageManager\":\"yarn@4.1.0\",\"dependencies\":{\"a\":\"1\"}"),
        ["bun"] = new(("package.json", """{"module":"index.ts","dependencies":{"hono":"^4"}}"""), ("bun.lock", "{}"), ("index.ts", "")),
        ["bun-in-a-script-only"] = new(("package.json", """{"scripts":{"start":"bun run index.ts"}}"""), ("index.ts", "")),
        ["engines"] = App("\"engines\":{\"node\":\"22.x\"}"),
        ["engines-old"] = App("\"engines\":{\"node\":\"16 || 18\"},\"dependencies\":{\"a\":\"1\"}"),
        ["nvmrc"] = App("\"dependencies\":{}", (".nvmrc", "lts/iron\n")),
        ["engines-of-dependencies"] = App("\"dependencies\":{\"a\":\"1\"}", ("package-lock.json", """{"lockfileVersion":3,"packages":{"node_modules/a":{"engines":{"node":">=22"}},"node_modules/b":{"engines":{"node":">=99"}}}}""")),
        ["npm-lockfile-without-optional-packages"] = App("\"dependencies\":{\"a\":\"1\"}", ("package-lock.json", """{"lockfileVersion":3,"packages":{"node_modules/a":{"optionalDependencies":{"a-linux":"1","a-darwin":"1"}},"node_modules/a/node_modules/a-linux":{}}}""")),
        ["node-runs-typescript"] = new(("package.json", """{"scripts":{"start":"node src/index.ts"}}"""), ("src/index.ts", "")),
        ["next"] = new(("package.json", """{"scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"16"}}""")),
        ["next-without-scripts"] = new(("package.json", """{"scripts":{"dev":"next dev"},"dependencies":{"next":"16"}}""")),
        ["next-standalone"] = new(("package.json", """{"scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"16"}}"""), ("next.config.ts", "export default { output: 'standalone' }")),
        ["next-export"] = new(("package.json", """{"scripts":{"build":"next build","start":"next start"},"dependencies":{"next":"16"}}"""), ("next.config.js", "module.exports = { /* output: 'standalone' */ output: \"export\" }")),
        ["nuxt"] = new(("package.json", """{"scripts":{"build":"nuxt build","preview":"nuxt preview","postinstall":"nuxt prepare"},"dependencies":{"nuxt":"4"}}""")),
        ["nuxt-generated"] = new(("package.json", """{"scripts":{"build":"nuxt generate"},"dependencies":{"nuxt":"4"}}""")),
        ["react-router"] = new(("package.json", """{"scripts":{"build":"react-router build"},"dependencies":{"@react-router/serve":"8"},"devDependencies":{"@react-router/dev":"8"}}""")),
        ["react-router-spa"] = new(("package.json", """{"scripts":{"build":"react-router build"},"devDependencies":{"@react-router/dev":"8"}}"""), ("react-router.config.ts", "export default { ssr: false }")),
        ["remix"] = new(("package.json", """{"scripts":{"build":"remix vite:build"},"dependencies":{"@remix-run/serve":"2"},"devDependencies":{"@remix-run/dev":"2"}}"""), ("vite.config.ts", "remix()")),
        ["sveltekit-node"] = Kit("import adapter from '@sveltejs/adapter-node'; export default { kit: { adapter: adapter({ out: 'server' }) } }"),
        ["sveltekit-static"] = Kit("import adapter from '@sveltejs/adapter-static'; export default { kit: { adapter: adapter({ fallback: '200.html' }) } }"),
        ["sveltekit-auto"] = Kit("import adapter from '@sveltejs/adapter-auto'; export default {}"),
        ["sveltekit-vercel"] = Kit("import adapter from '@sveltejs/adapter-vercel'; export default {}"),
        ["astro"] = Astro("export default defineConfig({})"),
        ["astro-node"] = Astro("import node from '@astrojs/node'; export default defineConfig({ adapter: node({ mode: 'standalone' }) })"),
        ["astro-middleware"] = Astro("import node from '@astrojs/node'; export default defineConfig({ adapter: node({ mode: 'middleware' }) })"),
        ["astro-output-outside"] = Astro("export default defineConfig({ outDir: '../../../etc' })"),
        ["angular"] = new(("package.json", """{"name":"a","scripts":{"start":"ng serve","build":"ng build"},"dependencies":{"@angular/core":"22"},"devDependencies":{"@angular/cli":"22"}}"""), ("angular.json", """{"projects":{"shop":{"projectType":"application","architect":{"build":{"options":{}}}}}}""")),
        ["angular-server"] = new(("package.json", """{"name":"a","scripts":{"build":"ng build"},"dependencies":{"@angular/core":"22"},"devDependencies":{"@angular/cli":"22"}}"""), ("angular.json", """{"projects":{"shop":{"projectType":"application","architect":{"build":{"options":{"outputPath":"out","ssr":{"entry":"server.ts"}}}}}}}""")),
        ["nest"] = new(("package.json", """{"scripts":{"build":"nest build","start":"nest start","start:prod":"node dist/main"},"dependencies":{"@nestjs/core":"12"},"devDependencies":{"@nestjs/cli":"12"}}"""), ("src/main.ts", "")),
        ["create-react-app"] = new(("package.json", """{"scripts":{"build":"react-scripts build","start":"react-scripts start"},"dependencies":{"react-scripts":"5"}}"""), ("public/index.html", ""), ("src/index.js", "")),
        ["vite-preview-as-start"] = new(("package.json", """{"scripts":{"build":"vite build","start":"vite preview --host"},"devDependencies":{"vite":"8"}}"""), ("index.html", ""), ("vite.config.ts", "export default { build: { outDir: 'www-out' } }")),
        ["vite-behind-a-server"] = new(("package.json", """{"scripts":{"build":"vite build","start":"node server.js"},"dependencies":{"express":"4"},"devDependencies":{"vite":"8"}}"""), ("index.html", ""), ("server.js", "")),
        ["typescript"] = new(("package.json", """{"dependencies":{"express":"4"}}"""), ("src/index.ts", "")),
        ["typescript-own-tsx"] = new(("package.json", """{"devDependencies":{"tsx":"4"}}"""), ("src/index.ts", "")),
        ["typescript-without-build-script"] = new(("package.json", """{"scripts":{"start":"node dist/index.js"},"devDependencies":{"typescript":"5"}}"""), ("tsconfig.json", "{}"), ("src/index.ts", "")),
        ["workspace-npm"] = Workspace("""{"workspaces":["apps/*","packages/*"]}""", ("package-lock.json", """{"packages":{"node_modules/@a/ui":{"link":true}}}""")),
        ["workspace-pnpm"] = Workspace("{}", ("pnpm-lock.yaml", "lockfileVersion: '9.0'\n"), ("pnpm-workspace.yaml", "packages:\n  - 'apps/*'\n  - \"packages/**\" # all\n  - '!packages/old'\n")),
        ["workspace-yarn"] = Workspace("""{"workspaces":{"packages":["apps/*","packages/*"]},"packageManager":"yarn@4.1.0"}""", ("yarn.lock", YarnBerryLock)),
        ["workspace-of-others"] = Workspace("""{"workspaces":["packages/*"]}"""),
    };

    private static PlanCase App(string more, params (string Path, string Text)[] files) => new([("package.json", $"{{{Start},{more}}}"), ("a.js", ""), .. files]);

    private static PlanCase Kit(string config)
        => new(("package.json", """{"scripts":{"build":"vite build"},"devDependencies":{"@sveltejs/kit":"3","vite":"8"}}"""), ("svelte.config.js", config));

    private static PlanCase Astro(string config)
        => new(("package.json", """{"scripts":{"build":"astro build","start":"astro dev"},"dependencies":{"astro":"7"}}"""), ("astro.config.mjs", config));

    private static PlanCase Workspace(string root, params (string Path, string Text)[] files)
    {
        (string Path, string Text)[] packages =
        [
            ("package.json", root),
            ("apps/web/package.json", """{"name":"@a/web","scripts":{"start":"node server.js"},"dependencies":{"@a/ui":"*"}}"""),
            ("apps/web/server.js", ""),
            ("packages/ui/package.json", """{"name":"@a/ui","scripts":{"build":"tsc"},"dependencies":{"@a/base":"*"}}"""),
            ("packages/base/package.json", """{"name":"@a/base","scripts":{"prebuild":"echo","build":"tsc"}}"""),
            ("packages/old/package.json", """{"name":"@a/old","scripts":{"build":"tsc"}}"""),
        ];
        return new PlanCase([.. packages, .. files]) { Settings = PlanCase.Defaults with { RootDirectory = "apps/web" } };
    }
}
