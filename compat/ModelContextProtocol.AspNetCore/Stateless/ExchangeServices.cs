using Microsoft.Extensions.DependencyInjection;

namespace ModelContextProtocol.AspNetCore.Stateless;

/// <summary>
/// The services of a shared server: those of the request whose handler is running, so that scoped services are the ones
/// that its middleware saw; outside a request, the application's.
/// </summary>
internal sealed class ExchangeServices(IServiceProvider application) : IServiceProvider, IKeyedServiceProvider
{
    private IServiceProvider Current => StatelessExchange.Current?.Services ?? application;

    public object? GetService(Type serviceType) => Current.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) =>
        (Current as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) =>
        Current.GetRequiredKeyedService(serviceType, serviceKey);
}
