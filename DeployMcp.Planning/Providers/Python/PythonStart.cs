using System.Text.RegularExpressions;
using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Python;

/// <summary>Which program serves a Python app: its framework's, or the file that looks like its start.</summary>
internal static partial class PythonStart
{
    public const string LookedFor =
        "manage.py; a Flask, FastAPI, Starlette, Quart or Litestar app in main.py, app.py, server.py, wsgi.py, asgi.py, application.py or api.py at the top, in src or in app; main.py, app.py, server.py, run.py; scripts in pyproject.toml";

    private static readonly string[] Files = ["main.py", "app.py", "server.py", "wsgi.py", "asgi.py", "application.py", "api.py", "run.py"];

    private static readonly string[] Directories = ["", "src/", "app/", "api/", "backend/"];

    private static readonly string[] Plain = ["main.py", "app.py", "server.py", "run.py", "application.py", "api.py", "src/main.py", "src/app.py"];

    public static string? PlainFile(SourceTree source) => source.FirstOf(Plain);

    public static PlannedStep? Find(PythonProject project)
    {
        if (project.Source.Has("manage.py"))
        {
            return Django(project);
        }

        if (FindApp(project.Source) is { } app)
        {
            return app.IsAsgi ? Asgi(project, app) : Wsgi(project, app);
        }

        if (PlainFile(project.Source) is { } file)
        {
            return Script(project, file);
        }

        return project.Scripts.Count == 1 ? new($"exec {project.Scripts[0]}", $"Starts with pyproject.toml's script {project.Scripts[0]}", "python3") : null;
    }

    private static PlannedStep Script(PythonProject project, string file)
    {
        if (project.DependsOn("streamlit"))
        {
            return new($"exec streamlit run {file} --server.port \"$PORT\" --server.address 0.0.0.0 --server.headless true", $"Starts {file} with Streamlit", "python3");
        }

        var gradio = project.DependsOn("gradio") ? "export GRADIO_SERVER_NAME=0.0.0.0 GRADIO_SERVER_PORT=\"$PORT\"; " : "";
        return new($"{gradio}exec python3 {file}", $"Starts with python3 {file}", "python3");
    }

    private static PlannedStep Django(PythonProject project)
    {
        if (project.DependsOn("gunicorn") && Module(project.Source, "wsgi.py") is { } wsgi)
        {
            return new($"exec gunicorn --bind \"0.0.0.0:$PORT\" {wsgi}:application", $"Starts Django with gunicorn and {wsgi}", "python3");
        }

        if (project.DependsOn("uvicorn") && Module(project.Source, "asgi.py") is { } asgi)
        {
            return new($"exec uvicorn --host 0.0.0.0 --port \"$PORT\" {asgi}:application", $"Starts Django with uvicorn and {asgi}", "python3");
        }

        return new(
            "exec python3 manage.py runserver --noreload \"0.0.0.0:$PORT\"",
            "Starts Django's development server: gunicorn is not among the dependencies", "python3");
    }

    private static PlannedStep Asgi(PythonProject project, App app)
    {
        if (project.DependsOn("hypercorn") && !project.DependsOn("uvicorn"))
        {
            return new($"exec hypercorn --bind \"0.0.0.0:$PORT\" {app.Reference}", $"Starts {app.Framework}'s {app.Reference} with hypercorn", "python3");
        }

        var missing = project.DependsOn("uvicorn") || project.DependsOn("fastapi") ? "" : ", which is not among the dependencies by name";
        return new($"exec python3 -m uvicorn --host 0.0.0.0 --port \"$PORT\" {app.Reference}", $"Starts {app.Framework}'s {app.Reference} with uvicorn{missing}", "python3");
    }

    private static PlannedStep Wsgi(PythonProject project, App app)
    {
        if (project.DependsOn("gunicorn"))
        {
            return new($"exec gunicorn --bind \"0.0.0.0:$PORT\" '{app.Reference}'", $"Starts {app.Framework}'s {app.Reference} with gunicorn", "python3");
        }

        return project.DependsOn("waitress")
            ? new($"exec waitress-serve --listen=\"0.0.0.0:$PORT\" {(app.IsFactory ? "--call " : "")}{app.Reference.Replace("()", "", StringComparison.Ordinal)}", $"Starts {app.Framework}'s {app.Reference} with waitress", "python3")
            : new(
                $"exec python3 -m flask --app '{app.Reference}' run --host 0.0.0.0 --port \"$PORT\"",
                $"Starts {app.Framework}'s {app.Reference} with its development server: neither gunicorn nor waitress is among the dependencies", "python3");
    }

    /// <summary>Of a framework that serves pages and files, not a script.</summary>
    public static bool HasApp(SourceTree source) => FindApp(source) is not null;

    private static App? FindApp(SourceTree source)
        => Directories.SelectMany(d => Files.Select(f => d + f)).Select(f => AppIn(source, f)).FirstOrDefault(a => a is not null);

    private static App? AppIn(SourceTree source, string file)
    {
        if (source.Read(file) is not { } text)
        {
            return null;
        }

        if (AppVariable().Match(text) is { Success: true } found)
        {
            var framework = found.Groups[2].Value;
            return new App($"{ModuleOf(source, file)}:{found.Groups[1].Value}", framework, IsAsgi: framework != "Flask");
        }

        return text.Contains("Flask", StringComparison.Ordinal) && FlaskFactory().IsMatch(text) ? new App($"{ModuleOf(source, file)}:create_app()", "Flask", IsAsgi: false) : null;
    }

    private static string ModuleOf(SourceTree source, string file)
    {
        // What lies in src is found by PYTHONPATH, unless src is a package itself.
        var path = file.StartsWith("src/", StringComparison.Ordinal) && !source.Has("src/__init__.py") ? file["src/".Length..] : file;
        return path[..^".py".Length].Replace('/', '.');
    }

    private static string? Module(SourceTree source, string file)
        => source.Files.Where(f => f == file || f.EndsWith("/" + file, StringComparison.Ordinal)).OrderBy(f => f.Count(c => c == '/')).FirstOrDefault() is { } path
            ? ModuleOf(source, path)
            : null;

    private sealed record App(string Reference, string Framework, bool IsAsgi)
    {
        public bool IsFactory => Reference.EndsWith(')');
    }

    [GeneratedRegex(@"^(\w+)\s*(?::[^=\n]+)?=\s*(?:\w+\.)?(FastAPI|Flask|Starlette|Quart|Litestar)\(", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex AppVariable();

    [GeneratedRegex(@"^def create_app\(", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex FlaskFactory();
}
