using DeployMcp.Domain.Services;

namespace DeployMcp.Tests.Planning.Languages;

/// <summary>Trees in every language but JavaScript, whose plans or failures are kept as snapshots.</summary>
internal static class LanguagePlanCases
{
    private const string WebProject = """<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""";
    private const string Library = """<Project Sdk="Microsoft.NET.Sdk"></Project>""";
    private const string Tests = """<Project Sdk="Microsoft.NET.Sdk.Web"><ItemGroup><PackageReference Include="Microsoft.NET.Test.Sdk" /></ItemGroup></Project>""";
    private const string Vite = """{"scripts":{"build":"vite build"},"devDependencies":{"vite":"^7.0.0"}}""";

    public static IReadOnlyDictionary<string, PlanCase> All { get; } = new Dictionary<string, PlanCase>(StringComparer.Ordinal)
    {
        ["python-plain"] = new(("main.py", "print()")),
        ["python-flask-gunicorn"] = new(("requirements.txt", "Flask==3.0 # web\ngunicorn>=22\n"), ("app.py", "from flask import Flask\n\napp = Flask(__name__)\n")),
        ["python-flask-development-server"] = new(("requirements.txt", "flask\n-r more.txt\n"), ("src/server.py", "web: Flask = Flask(__name__)\n")),
        ["python-flask-factory"] = new(("requirements.txt", "flask\nwaitress"), ("wsgi.py", "from flask import Flask\n\ndef create_app():\n    return Flask('x')\n")),
        ["python-fastapi-uv"] = new(("pyproject.toml", "[project]\nname = \"api\"\ndependencies = [\n  \"fastapi[standard]>=0.110\", # web\n]\n"), ("uv.lock", "version = 1"), ("app/main.py", "api = fastapi.FastAPI()\n")),
        ["python-fastapi-poetry"] = new(("pyproject.toml", "[tool.poetry.dependencies]\npython = \"^3.11\"\nfastapi = \"*\"\nhypercorn = { version = \"*\" }\n"), ("poetry.lock", "x"), ("main.py", "app = FastAPI()\n")),
        ["python-pyproject-pip"] = new(("pyproject.toml", "[project]\ndependencies = [\"starlette\", 'uvicorn']\n"), ("src/main.py", "app = Starlette(routes=[])\n")),
        ["python-pyproject-script"] = new(("pyproject.toml", "[build-system]\nrequires = [\"hatchling\"]\n[project]\nname = \"x\"\n[project.scripts]\nserve-x = \"x:main\"\n"), ("src/x/__init__.py", "")),
        ["python-pipenv"] = new(("Pipfile", "[packages]\nflask = \"*\"\n"), ("Pipfile.lock", """{"default":{"gunicorn":{"version":"==22.0.0"}}}"""), ("app.py", "app = Flask(__name__)\n")),
        ["python-django"] = new(("manage.py", ""), ("requirements.txt", "Django>=5\ngunicorn\nwhitenoise\n"), ("shop/wsgi.py", "application = get_wsgi_application()"), ("shop/settings.py", "")),
        ["python-django-plain-with-assets"] = new(("manage.py", ""), ("requirements.txt", "django"), ("package.json", Vite), ("shop/wsgi.py", "")),
        ["python-flask-with-assets"] = new(("requirements.txt", "flask"), ("app.py", "app = Flask(__name__)\n"), ("package.json", Vite)),
        ["python-streamlit"] = new(("requirements.txt", "streamlit"), ("app.py", "import streamlit")),
        ["python-nothing-to-start"] = new(("requirements.txt", "requests"), ("lib/x.py", "")),
        ["python-script-in-node-app"] = new(("requirements.txt", "requests"), ("tools/x.py", ""), ("package.json", """{"scripts":{"start":"node a.js"}}"""), ("a.js", "")),
        ["python-published-site"] = new(("requirements.txt", "mkdocs")) { Settings = PlanCase.Defaults with { BuildCommand = "mkdocs build", PublishDirectory = "site" } },
        ["python-procfile"] = new(("requirements.txt", "bottle"), ("Procfile", "web: python web.py --port $PORT"), ("web.py", "")),
        ["dotnet-web"] = new(("Shop.csproj", WebProject), ("Program.cs", "")),
        ["dotnet-solution"] = new(("Shop.sln", ""), ("src/Shop.Api/Shop.Api.csproj", WebProject), ("src/Shop.Core/Shop.Core.csproj", Library), ("tests/Shop.Tests/Shop.Tests.csproj", Tests)),
        ["dotnet-several-web"] = new(("A/A.csproj", WebProject), ("B/B.csproj", WebProject)),
        ["dotnet-console-aot"] = new(("Server.fsproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><PublishAot>true</PublishAot><AssemblyName>srv</AssemblyName></PropertyGroup></Project>"""), ("packages.lock.json", "{}")),
        ["dotnet-blazor-wasm"] = new(("App.csproj", """<Project Sdk="Microsoft.NET.Sdk.BlazorWebAssembly"></Project>"""), ("wwwroot/index.html", "")),
        ["dotnet-file"] = new(("app.cs", "#:sdk Microsoft.NET.Sdk.Web")),
        ["dotnet-tool-in-node-app"] = new(("package.json", """{"scripts":{"start":"node a.js"}}"""), ("a.js", ""), ("tools/x/x.csproj", WebProject)),
        ["go-module"] = new(("go.mod", "module example.com/shop\n\ngo 1.19\n"), ("main.go", "")),
        ["go-commands"] = new(("go.mod", "module example.com/shop\n"), ("go.sum", "x"), ("cmd/server/main.go", ""), ("cmd/migrate/main.go", "")),
        ["go-commands-unclear"] = new(("go.mod", "module example.com/shop\n"), ("cmd/a/main.go", ""), ("cmd/b/main.go", "")),
        ["go-cgo"] = new(("go.mod", "module shop\n\nrequire github.com/mattn/go-sqlite3 v1.14.0\n"), ("go.sum", ""), ("web.go", "")),
        ["go-single-file"] = new(("main.go", "")),
        ["rust-package"] = new(("Cargo.toml", "[package]\nname = \"shop\"\nversion = \"0.1.0\"\n"), ("Cargo.lock", ""), ("src/main.rs", "")),
        ["rust-default-run"] = new(("Cargo.toml", "[package]\nname = \"shop\"\ndefault-run = \"web\"\n\n[[bin]]\nname = \"web\"\npath = \"src/bin/web.rs\"\n"), ("src/bin/web.rs", ""), ("src/bin/seed.rs", "")),
        ["rust-workspace"] = new(("Cargo.toml", "[workspace]\nmembers = [\"api\", \"core\"]\n"), ("api/Cargo.toml", "[package]\nname = \"api\"\n"), ("api/src/main.rs", ""), ("core/Cargo.toml", "[package]\nname = \"core\"\n"), ("core/src/lib.rs", "")),
        ["rust-library"] = new(("Cargo.toml", "[package]\nname = \"x\"\n"), ("src/lib.rs", "")),
        ["rust-library-of-a-site"] = new(("Cargo.toml", "[package]\nname = \"x\"\n"), ("src/lib.rs", ""), ("index.html", "")),
        ["java-maven-spring"] = new(("pom.xml", "<project><artifactId>spring-boot-maven-plugin</artifactId></project>"), ("src/main/java/com/x/App.java", "")),
        ["java-maven-wrapper-modules"] = new(("pom.xml", "<modules><module>core</module><module>web</module></modules>"), ("mvnw", ""), (".mvn/wrapper/maven-wrapper.properties", ""), ("core/pom.xml", ""), ("web/pom.xml", "<artifactId>spring-boot-maven-plugin</artifactId>")),
        ["java-quarkus"] = new(("pom.xml", "<artifactId>quarkus-maven-plugin</artifactId>")),
        ["java-gradle-spring"] = new(("build.gradle.kts", "plugins { id(\"org.springframework.boot\") version \"3\" }"), ("gradlew", ""), ("gradle/wrapper/gradle-wrapper.properties", "")),
        ["java-gradle-application"] = new(("build.gradle", "plugins {\n  id 'application'\n}")),
        ["java-plain"] = new(("Main.java", ""), ("Pages.java", "")),
        ["java-plain-packages"] = new(("src/com/x/Server.java", ""), ("lib/a.jar", "")),
        ["ruby-rails"] = new(("Gemfile", "gem \"rails\"\ngem 'propshaft'\n"), ("Gemfile.lock", "GEM\n  specs:\n    puma (6.0)\n    rails (8.0)\n"), ("config/application.rb", ""), ("config.ru", ""), ("package.json", Vite)),
        ["ruby-rack-puma"] = new(("Gemfile", "gem 'puma'\ngem 'rack'"), ("config.ru", "")),
        ["ruby-rackup"] = new(("config.ru", "")),
        ["ruby-sinatra"] = new(("Gemfile", "gem 'sinatra'"), ("Gemfile.lock", "PATH\n  remote: .\n"), ("app.rb", "")),
        ["ruby-plain"] = new(("server.rb", "")),
        ["ruby-tools-of-a-node-app"] = new(("Gemfile", "gem 'fastlane'"), ("package.json", """{"scripts":{"start":"node a.js"}}"""), ("a.js", "")),
        ["php-plain"] = new(("index.php", "<?php"), (".env", "")),
        ["php-public"] = new(("public/index.php", "<?php"), ("composer.json", """{"require":{"php":">=8.1"}}""")),
        ["php-composer"] = new(("web/index.php", "<?php"), ("composer.json", """{"require":{"slim/slim":"^4"}}"""), ("composer.lock", "{}")),
        ["php-laravel"] = new(("artisan", ""), ("public/index.php", ""), ("composer.json", """{"require":{"laravel/framework":"^12"}}"""), ("composer.lock", "{}"), ("package.json", Vite)),
        ["php-library"] = new(("composer.json", """{"require":{"a/b":"1"}}"""), ("src/X.php", "")),
        ["deno-task"] = new(("deno.json", """{ "tasks": { "start": "deno run -A main.ts", "build": "deno run build.ts" } /* yes */ }"""), ("main.ts", ""), ("deno.lock", "{}")),
        ["deno-main"] = new(("main.ts", "")),
        ["deno-nothing-to-start"] = new(("deno.jsonc", "{}"), ("lib/a.ts", "")),
        ["elixir-plain"] = new(("mix.exs", "defmodule A.MixProject do\n  defp deps, do: []\nend")),
        ["elixir-phoenix"] = new(("mix.exs", "defp deps do [{:phoenix, \"~> 1.7\"}, {:bandit, \"~> 1.5\"}] end\n\"assets.deploy\": []"), ("mix.lock", "%{}")),
        ["procfile"] = new(("Procfile", "worker: a\nweb: ./serve.sh\n"), ("serve.sh", "")),
        ["procfile-beside-pages"] = new(("Procfile", "web: ./serve.sh"), ("index.html", "")),
        ["publish-directory-beside-start-command"] = new(("site/index.html", ""), ("serve.sh", "")) { Settings = PlanCase.Defaults with { StartCommand = "./serve.sh", PublishDirectory = "site" } },
        ["dockerfile-ignored"] = new(("Dockerfile", "FROM x"), ("main.go", "")),
        ["static-pack-wins"] = new(("index.html", ""), ("main.py", "")) { Settings = PlanCase.Defaults with { BuildPack = BuildPack.Static } },
    };
}
