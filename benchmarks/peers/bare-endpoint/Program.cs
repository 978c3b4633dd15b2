// The floor under list_services: one minimal-API endpoint, the product's query, its JSON. No protocol, no key check, no telemetry.
//
// In: --urls, ConnectionStrings__database, ListServices__Sql (one parameter, the user's id), ListServices__UserId, ListServices__UrlTemplate.
using System.Text.Json;
using System.Text.Json.Serialization;
using BareEndpoint;
using Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.ConfigureHttpJsonOptions(json =>
{
    json.SerializerOptions.TypeInfoResolverChain.Insert(0, ListJson.Default);
    json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
    json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
});
var source = new NpgsqlDataSourceBuilder(builder.Configuration.GetConnectionString("database"));
source.ConnectionStringBuilder.MaxAutoPrepare = 64;
builder.Services.AddSingleton(source.Build());
builder.Services.AddSingleton(builder.Configuration.GetSection("ListServices").Get<ListServicesOptions>()!);
builder.Services.AddSingleton<ServiceList>();

var app = builder.Build();
app.MapGet("/services", (ServiceList services) => services.ReadAsync());
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine("listening"));
await app.RunAsync();
