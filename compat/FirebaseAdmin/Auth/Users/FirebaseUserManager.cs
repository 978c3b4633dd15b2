using System.Net.Http.Headers;
using System.Text;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Http;
using Google.Apis.Json;
using Newtonsoft.Json;

namespace FirebaseAdmin.Auth.Users;

/// <summary>Users through the Identity Toolkit API, version 1, of Google or of the emulator.</summary>
internal sealed class FirebaseUserManager : IDisposable
{
    private readonly ConfigurableHttpClient _client;
    private readonly string _baseUrl;

    private FirebaseUserManager(string projectId, GoogleCredential credential, HttpClientFactory factory)
    {
        var arguments = new CreateHttpClientArgs();
        arguments.Initializers.Add(credential);
        _client = factory.CreateHttpClient(arguments);
        _baseUrl = $"{(AuthEmulator.Host is { } host ? $"http://{host}/" : "https://")}identitytoolkit.googleapis.com/v1/projects/{projectId}";
    }

    public static FirebaseUserManager Create(FirebaseApp app)
        => new(
            app.GetProjectId() ?? throw new ArgumentException("Must initialize FirebaseApp with a project ID to manage users.", nameof(app)),
            app.Options.Credential!,
            app.Options.HttpClientFactory);

    public void Dispose() => _client.Dispose();

    /// <exception cref="FirebaseAuthException">There is no such user, or Firebase can't be asked.</exception>
    public async Task<UserRecord> GetUserByIdAsync(string uid, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(uid))
        {
            throw new ArgumentException("User ID cannot be null or empty.", nameof(uid));
        }

        var found = await PostAsync<AccountLookup>("accounts:lookup", new { localId = new[] { uid } }, cancellationToken).ConfigureAwait(false);
        return found.Users is [var account, ..]
            ? new UserRecord(account)
            : throw new FirebaseAuthException(ErrorCode.NotFound, $"Failed to get user with uid: {uid}", AuthErrorCode.UserNotFound);
    }

    private async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new StringContent(
                NewtonsoftJsonSerializer.Instance.Serialize(body), Encoding.UTF8, new MediaTypeHeaderValue("application/json", "utf-8"));
            using var response = await _client.PostAsync(new Uri($"{_baseUrl}/{path}"), content, cancellationToken).ConfigureAwait(false);
            var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? NewtonsoftJsonSerializer.Instance.Deserialize<T>(text)
                : throw new FirebaseAuthException(
                    HttpErrors.CodeOf(response.StatusCode), $"Unexpected HTTP response with status: {(int)response.StatusCode}", response: response);
        }
        catch (HttpRequestException e)
        {
            throw new FirebaseAuthException(ErrorCode.Unavailable, $"Failed to establish a connection. {e.Message}", inner: e);
        }
        catch (JsonException e)
        {
            throw new FirebaseAuthException(ErrorCode.Unknown, "Error while parsing Auth service response.", AuthErrorCode.UnexpectedResponse, e);
        }
    }
}
