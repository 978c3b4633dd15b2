using FirebaseAdmin.Auth;
using Google.Apis.Auth.OAuth2;

namespace FirebaseAdmin;

/// <summary>A Firebase project as this process uses it. Apps are known by name within the process until they are deleted.</summary>
public sealed class FirebaseApp
{
    private const string DefaultAppName = "[DEFAULT]";

    private static readonly string[] Scopes =
    [
        "https://www.googleapis.com/auth/firebase",
        "https://www.googleapis.com/auth/userinfo.email",
        "https://www.googleapis.com/auth/identitytoolkit",
        "https://www.googleapis.com/auth/cloud-platform",
    ];

    private static readonly Dictionary<string, FirebaseApp> Apps = new(StringComparer.Ordinal);

    private readonly AppOptions _options;
    private readonly Lock _lock = new();
    private FirebaseAuth? _auth;
    private bool _deleted;

    private FirebaseApp(AppOptions options, string name)
    {
        _options = new AppOptions(options);
        if (_options.Credential is null)
        {
            throw new ArgumentNullException(nameof(options), "Credential must be set");
        }

        if (_options.Credential.IsCreateScopedRequired)
        {
            _options.Credential = _options.Credential.CreateScoped(Scopes);
        }

        Name = name;
    }

    /// <summary>Null while there is none.</summary>
    public static FirebaseApp? DefaultInstance => GetInstance(DefaultAppName);

    public string Name { get; }

    /// <summary>A copy.</summary>
    public AppOptions Options => new(_options);

    /// <summary>Null when there is none of that name.</summary>
    public static FirebaseApp? GetInstance(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (Apps)
        {
            return Apps.GetValueOrDefault(name);
        }
    }

    /// <exception cref="ArgumentException">There is a default app already.</exception>
    public static FirebaseApp Create(AppOptions options) => Create(options, DefaultAppName);

    /// <exception cref="ArgumentException">There is an app of that name already.</exception>
    public static FirebaseApp Create(AppOptions options, string name)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (Apps)
        {
            if (Apps.ContainsKey(name))
            {
                throw new ArgumentException(
                    name == DefaultAppName ? "The default FirebaseApp already exists." : $"FirebaseApp named {name} already exists.", nameof(name));
            }

            return Apps[name] = new FirebaseApp(options, name);
        }
    }

    /// <summary>Its services can't be used afterwards. Does nothing when it is deleted already.</summary>
    public void Delete()
    {
        lock (_lock)
        {
            _deleted = true;
            _auth?.Delete();
            _auth = null;
        }

        lock (Apps)
        {
            Apps.Remove(Name);
        }
    }

    internal FirebaseAuth GetOrInit(Func<FirebaseAuth> make)
    {
        lock (_lock)
        {
            return _deleted ? throw new InvalidOperationException("Cannot use an app after it has been deleted") : _auth ??= make();
        }
    }

    /// <summary>The options', else the service account's, else the environment's.</summary>
    internal string? GetProjectId()
        => new[]
        {
            _options.ProjectId,
            (_options.Credential?.UnderlyingCredential as ServiceAccountCredential)?.ProjectId,
            Environment.GetEnvironmentVariable("GOOGLE_CLOUD_PROJECT"),
            Environment.GetEnvironmentVariable("GCLOUD_PROJECT"),
        }.FirstOrDefault(id => !string.IsNullOrEmpty(id));
}
