using Microsoft.Extensions.Options;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>Stops the start when a setting is outside its range, naming it.</summary>
internal sealed class AdmissionCheck : IValidateOptions<AdmissionOptions>
{
    public ValidateOptionsResult Validate(string? name, AdmissionOptions options) =>
        options.Fault() is { } fault ? ValidateOptionsResult.Fail(fault) : ValidateOptionsResult.Success;
}
