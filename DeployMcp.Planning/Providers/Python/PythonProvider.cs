using DeployMcp.Planning.Providers.Languages;
using DeployMcp.Planning.Source;

namespace DeployMcp.Planning.Providers.Python;

/// <summary>Python with pip, uv, poetry, pipenv, or nothing but the standard library.</summary>
internal sealed class PythonProvider : LanguageProvider
{
    private static readonly Dictionary<string, string> Runtime = new(StringComparer.Ordinal) { ["PYTHONUNBUFFERED"] = "1" };

    public override string Name => "Python";

    public override string LooksFor => "requirements.txt, pyproject.toml, Pipfile, manage.py, main.py, app.py or server.py";

    /// <summary>A lone script beside a package.json is the JavaScript app's, not the other way round.</summary>
    protected override string? Recognise(SourceTree source)
        => source.FirstOf("manage.py", "requirements.txt", "pyproject.toml", "Pipfile", "uv.lock", "poetry.lock")
            ?? (source.Has("package.json") ? null : PythonStart.PlainFile(source));

    protected override LanguagePlan Draft(SourceTree source)
    {
        var project = PythonProject.Read(source);
        var isDjango = source.Has("manage.py");
        return new LanguagePlan(Name)
        {
            Prelude = PythonInstall.Prelude + (source.HasDirectory("src") ? PythonInstall.SourcePrelude : ""),
            BuildEnvironment = PythonInstall.Variables,
            RuntimeEnvironment = Runtime,
            Caches = PythonInstall.CachesOf(project.Manager),
            Install = PythonInstall.Of(project),
            AroundUsersInstall = PythonInstall.Around,
            Assets = isDjango || PythonStart.HasApp(source) ? Assets.Of(source) : null,
            Build = isDjango && project.DependsOn("whitenoise")
                ? new PlannedStep("python3 manage.py collectstatic --noinput", "Collects static files because whitenoise is among the dependencies", "python3")
                : null,
            Reasons = isDjango ? ["Migrations are not run: a start_command like 'python manage.py migrate && gunicorn …' can"] : [],
            Start = PythonStart.Find(project),
            StartLookedFor = PythonStart.LookedFor,
        };
    }
}
