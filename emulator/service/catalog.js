import { now } from './times.js';

/** The fields of log types that the emulated tenant knows. */
const MANAGED = {
  'AWS.ALB': ['clientIp', 'elbStatusCode', 'targetIp', 'requestUrl'],
  'AWS.CloudTrail': ['eventName', 'eventSource', 'awsRegion', 'sourceIPAddress', 'userIdentity'],
  'AWS.CloudWatchEvents': ['source', 'detail', 'region'],
  'AWS.GuardDuty': ['severity', 'title', 'accountId', 'service'],
  'AWS.S3ServerAccess': ['bucket', 'key', 'operation', 'remoteIp'],
  'AWS.TransitGatewayFlow': ['tgwId', 'srcAddr', 'dstAddr'],
  'AWS.VPCDns': ['queryName', 'queryType', 'srcAddr'],
  'AWS.VPCFlow': ['srcAddr', 'dstAddr', 'action', 'bytes'],
  'AWS.WAFWebACL': ['action', 'httpRequest', 'webAclId'],
  'Cloudflare.Firewall': ['Action', 'ClientIP', 'RuleID'],
  'Cloudflare.HttpRequest': ['ClientIP', 'ClientRequestPath', 'EdgeResponseStatus'],
  'Crowdstrike.FDREvent': ['aid', 'event_simpleName', 'ComputerName'],
  'Fastly.Access': ['remote_host', 'request', 'status'],
  'GCP.AuditLog': ['protoPayload', 'resource', 'logName'],
  'GCP.HTTPLoadBalancer': ['httpRequest', 'jsonPayload'],
  'GitHub.Audit': ['action', 'actor', 'repo'],
  'GitHub.Webhook': ['action', 'repository', 'sender'],
  'GitLab.API': ['method', 'path', 'username'],
  'Juniper.Firewall': ['src', 'dst', 'event'],
  'Nginx.Access': ['remoteAddr', 'request', 'status'],
  'Okta.SystemLog': ['eventType', 'actor', 'outcome', 'client'],
  'OnePassword.SignInAttempt': ['category', 'target_user', 'client'],
  'Osquery.Differential': ['name', 'columns', 'hostIdentifier'],
  'Slack.AuditLogs': ['action', 'actor', 'entity'],
  'Snyk.GroupAudit': ['event', 'groupId', 'userId'],
  'Suricata.Alert': ['alert', 'src_ip', 'dest_ip'],
  'Syslog.RFC5424': ['hostname', 'appname', 'message'],
  'Tailscale.Audit': ['action', 'actor', 'target'],
  'Zeek.Conn': ['id.orig_h', 'id.resp_h', 'proto'],
  'Zeek.DNS': ['query', 'qtype_name', 'answers'],
};

const CUSTOM = {
  'Custom.Billing.Invoice': ['invoiceId', 'amount', 'customer'],
  'Custom.Legacy.Mainframe': ['jobName', 'returnCode'],
  'Custom.Vpn.Session': ['user', 'sourceIp', 'duration'],
  'Custom.WebShop.Order': ['orderId', 'amount', 'clientIp'],
};

const ARCHIVED = new Set(['Custom.Legacy.Mainframe']);

/**
 * The schemas of the tenant, but for whether they are in use.
 * @returns {object[]}
 */
export function schemaCatalog() {
  const createdAt = now(-400 * 86400);
  return Object.entries({ ...MANAGED, ...CUSTOM }).map(([name, fields], i) => {
    const isManaged = !name.startsWith('Custom.');
    return {
      name,
      description: isManaged ? `Logs of ${name.replace('.', ' ')}` : '',
      spec: `version: 0\nschema: ${name}\nfields:\n${fields.map((field) => `  - name: ${field}\n    type: string\n`).join('')}`,
      discoveredSpec: '',
      isArchived: ARCHIVED.has(name),
      isManaged,
      isFieldDiscoveryEnabled: !isManaged,
      referenceURL: isManaged ? `https://example.com/schemas/${name}` : null,
      revision: 1 + (i % 7),
      version: 0,
      createdAt,
      updatedAt: i % 3 === 0 ? null : now(-i * 86400),
      fields,
    };
  });
}

/** Log types for sources that are made up. */
export const AWS_LOG_TYPES = Object.keys(MANAGED).filter((name) => name.startsWith('AWS.'));
export const OTHER_LOG_TYPES = [...Object.keys(MANAGED).filter((name) => !name.startsWith('AWS.')), ...Object.keys(CUSTOM).filter((name) => !ARCHIVED.has(name))];
