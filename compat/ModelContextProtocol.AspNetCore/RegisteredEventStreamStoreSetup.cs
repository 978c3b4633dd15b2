using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace ModelContextProtocol.AspNetCore;

/// <summary>Takes the event store from the services. It is the first setup, so a store that the application sets wins.</summary>
internal sealed class RegisteredEventStreamStoreSetup(IServiceProvider services) : IConfigureOptions<HttpServerTransportOptions>
{
    public void Configure(HttpServerTransportOptions options) =>
        options.EventStreamStore ??= services.GetService<ISseEventStreamStore>();
}
