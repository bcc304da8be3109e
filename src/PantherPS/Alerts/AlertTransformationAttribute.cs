using System.Management.Automation;
using Panther.Client.Alerts;
using Panther.Client.Health;
using PantherPS.Pipeline;

namespace PantherPS.Alerts;

/// <summary>Lets what belongs to an alert, such as a comment on it, stand for the alert, with the tenant that it came from.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AlertTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        ArgumentOrigins.Unwrap(inputData) is object[] items ? Array.ConvertAll(items, Convert) : Convert(inputData);

    /// <summary>The alert that an object stands for; null for none. Of one that was not read only the id is known.</summary>
    public static PantherAlert? AlertOf(object? item) => item switch
    {
        PantherAlert alert => alert,
        LogSourceProblem problem => new PantherAlert(problem.Origin) { Id = problem.AlertId },
        AlertComment { AlertId: { } id } comment => new PantherAlert(comment.Origin) { Id = id },
        _ => null,
    };

    private static object? Convert(object? item) => AlertOf(ArgumentOrigins.Unwrap(item)) ?? item;
}
