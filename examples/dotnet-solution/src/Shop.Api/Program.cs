using Shop.Core;

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/prices/{item}", (string item) => Prices.Of(item));
app.Run();
