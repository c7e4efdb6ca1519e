/** Label matchers for the variables of a dashboard, to be put between braces. */
export const ofHost = 'job=~"$job", instance=~"$instance"';

/** Containers alone: the cgroups above them have no name. */
export const ofContainer = `${ofHost}, container_label_com_docker_compose_project=~"$project", name=~"$container"`;

/**
 * What makes a container one and the same over time. Its id is not among them, as a container that is re-created
 * gets a new one but goes on being the same to people.
 */
export const oneContainer = 'job, instance, name';

export const oneHost = 'job, instance';
