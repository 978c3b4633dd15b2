using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;

namespace FirebaseAdmin;

/// <summary>What an app is made with.</summary>
public sealed class AppOptions
{
    public AppOptions()
    {
        HttpClientFactory = new HttpClientFactory();
    }

    internal AppOptions(AppOptions options)
    {
        Credential = options.Credential;
        ProjectId = options.ProjectId;
        HttpClientFactory = options.HttpClientFactory;
    }

    /// <summary>With what every call to Firebase is authorised; required.</summary>
    public GoogleCredential? Credential { get; set; }

    public string? ProjectId { get; set; }

    public HttpClientFactory HttpClientFactory { get; set; }
}
