using TwinGrid.Gateway.Api;
using TwinGrid.Gateway.Pages;

var builder = WebApplication.CreateBuilder(args);
builder.AddApi();
builder.AddPages();

var app = builder.Build();
app.MapApi();
app.MapPages();
await app.RunAsync();
