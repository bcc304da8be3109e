using System.Management.Automation;

namespace PantherPS.Session;

/// <summary>
/// Lets <c>-Connection</c> take a connection or its name. What is none becomes a connection that says why when it is
/// used, so that the error is the module's own and not one of parameter binding.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ConnectionTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        object? value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        if (value is null or PantherConnection)
        {
            return value;
        }

        if (value is string name)
        {
            return ConnectionTable.Current.Find(name) ?? PantherConnection.Unavailable(
                name, $"There is no connection named '{name}' in this session. Create it with Connect-Panther -Name '{name}'.");
        }

        bool isDeserialized = (inputData as PSObject)?.TypeNames.Any(
            t => t == "Deserialized." + typeof(PantherConnection).FullName) == true;
        return PantherConnection.Unavailable(value.ToString() ?? "", isDeserialized
            ? "This is a copy of a connection, from a job, another process or a file. A copy holds no token, so it cannot work: run "
                + "Connect-Panther where the command runs."
            : $"A value of the type {value.GetType()} is not a connection. Pass what Connect-Panther or Get-PantherConnection returned, "
                + "or a connection's name.");
    }
}
